package io.eprointake.journal;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class ReportListTest extends ReportListContract {

    @TempDir Path folder;

    @Override
    String url() {
        return TestStore.sqlite(folder);
    }

    /** Nobody gathers statistics of it. */
    @Override
    void settle() {}

    @Override
    List<String> plan(String sql) {
        List<String> steps = new ArrayList<>();
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.createStatement();
                var step = statement.executeQuery("explain query plan " + sql)) {
            while (step.next()) {
                steps.add(step.getString("detail"));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return steps;
    }

    /** A scan of the few rows that were looked at is none of the table. */
    @Override
    boolean wasteful(String step) {
        return (step.contains("SCAN") && !step.contains("looked")) || step.contains("TEMP B-TREE");
    }

    @Override
    boolean ofAllReports(String step) {
        return step.matches("SCAN (r|report|o|open_report|a|analysis|alert)( .*)?");
    }

    @Override
    String id() {
        return "randomblob(16)";
    }

    @Override
    String bytes() {
        return "x''";
    }
}
