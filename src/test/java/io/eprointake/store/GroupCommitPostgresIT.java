package io.eprointake.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.problem.Refused;
import io.eprointake.testing.Postgres;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.util.ExceptionUtils;

class GroupCommitPostgresIT extends GroupCommitContract {

    private static final String NARRATIVE = "I feel sick since Tuesday";

    @Override
    String url() {
        return Postgres.shared().database();
    }

    @Override
    SQLException full() {
        return new SQLException("full", "53100");
    }

    @Test
    void whatTheDriverSaysOfARowThatFailsQuotesNothingOfIt() {
        List<SQLException> failures = new ArrayList<>();
        try (var opened = new TestStore(url(), InstantSource.system())) {
            Store store = opened.store();
            store.await(store.write(tx -> tx.update("create table n (t text check (t = ''))")));
            for (int rows = 1; rows <= 2; rows++) {
                List<@Nullable Object[]> same = new ArrayList<>();
                for (int i = 0; i < rows; i++) {
                    same.add(new Object[] {NARRATIVE});
                }
                var failing =
                        store.write(tx -> {
                            try {
                                return tx.updateAll("insert into n (t) values (?)", same);
                            } catch (SQLException e) {
                                failures.add(e);
                                throw e;
                            }
                        });
                assertThatThrownBy(() -> store.await(failing)).isInstanceOf(Refused.class);
            }
        }

        assertThat(failures)
                .extracting(ExceptionUtils::readStackTrace)
                .hasSize(2)
                .allSatisfy(told ->
                        assertThat(told).contains("check constraint").doesNotContain(NARRATIVE));
    }
}
