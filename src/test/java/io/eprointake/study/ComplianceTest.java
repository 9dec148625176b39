package io.eprointake.study;

import io.eprointake.store.TestStore;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class ComplianceTest extends ComplianceContract {

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

    @Override
    boolean readsRows(String step) {
        return step.contains(" r")
                && !step.contains("COVERING INDEX report_of_subject (study=? AND subject=?");
    }
}
