package io.eprointake.study;

import io.eprointake.store.TestStore;
import io.eprointake.testing.Postgres;
import java.util.List;

class CompliancePostgresIT extends ComplianceContract {

    private final String url = TestStore.postgres();

    @Override
    String url() {
        return url;
    }

    @Override
    void settle() {
        Postgres.execute(
                url,
                """
                insert into subject (study, subject, site, started_at, time_zone, enrolled)
                select 'ONC-301', 'S-' || i, 'SITE0' || i % 10, 0, 'Europe/Berlin', 1
                from generate_series(1, 500) i
                """,
                """
                insert into report (report_id, study, site, subject, completed_at, received_at, received_as,
                    content_sha256, body, scores, findings, assessment, content_form)
                select gen_random_uuid(), 'ONC-301', 'SITE0' || i % 10, 'S-' || i % 500, i, i, 'received',
                    '', ''::bytea, ''::bytea, ''::bytea, ''::bytea, 2
                from generate_series(1, 20000) i
                """,
                "vacuum analyze report",
                "analyze subject");
    }

    @Override
    List<String> plan(String sql) {
        String asked =
                sql.replace(":study", "'ONC-301'")
                        .replace(":site", "'SITE03'")
                        .replace(":first", "'S-1'")
                        .replace(":last", "'S-9'")
                        .replace(":from", "0")
                        .replace(":until", "30000");
        return Postgres.list(url, "explain " + asked);
    }

    @Override
    boolean readsRows(String step) {
        return step.contains("on report")
                && !step.contains("Index Only Scan using report_of_subject");
    }
}
