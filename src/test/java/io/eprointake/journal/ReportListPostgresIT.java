package io.eprointake.journal;

import io.eprointake.store.TestStore;
import io.eprointake.testing.Postgres;
import java.util.List;

class ReportListPostgresIT extends ReportListContract {

    private final String url = TestStore.postgres();

    @Override
    String url() {
        return url;
    }

    @Override
    void settle() {
        Postgres.execute(url, "analyze report", "analyze open_report", "analyze analysis");
    }

    @Override
    List<String> plan(String sql) {
        return Postgres.list(url, "explain " + sql);
    }

    @Override
    boolean wasteful(String step) {
        return step.contains("Seq Scan") || step.contains("Sort") || step.contains("Bitmap");
    }

    /** A few that are open are sooner read than looked up. */
    @Override
    boolean ofAllReports(String step) {
        return step.matches(".*Seq Scan on (report|analysis)\\b.*");
    }

    @Override
    String id() {
        return "gen_random_uuid()";
    }

    @Override
    String bytes() {
        return "''::bytea";
    }
}
