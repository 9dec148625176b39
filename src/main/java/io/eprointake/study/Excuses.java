package io.eprointake.study;

import io.eprointake.audit.Act;
import io.eprointake.audit.Act.Change;
import io.eprointake.audit.Act.What;
import io.eprointake.audit.Actor;
import io.eprointake.audit.Trail;
import io.eprointake.store.Store;
import io.eprointake.study.Excuse.Reason;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Why subjects did not report, on record; it stays. */
@Component
@Profile("!analyzer")
final class Excuses {

    private static final String INSERT =
            """
            insert into excuse (study, subject, instrument, from_day, until_day, reason)
            values (?, ?, ?, ?, ?, ?)
            on conflict (study, subject, instrument, from_day, until_day) do nothing
            """;

    private static final String OF_SUBJECTS =
            """
            select e.subject, e.instrument, e.from_day, e.until_day, e.reason
            from subject s join excuse e on e.study = s.study and e.subject = s.subject
            where s.study = :study and s.site = :site and s.subject >= :first and s.subject <= :last
            order by e.subject, e.from_day, e.until_day, e.instrument
            """;

    private final Store store;
    private final Trail trail;

    Excuses(Store store, Trail trail) {
        this.store = store;
        this.trail = trail;
    }

    /**
     * Puts one on record.
     *
     * @return false when there is one of the same days and instrument
     */
    boolean excuse(Registration who, Excuse excuse, Actor by) {
        String instrument = excuse.instrument() == null ? "" : excuse.instrument();
        return store.await(
                store.admit(
                        Roster.key(who.site()),
                        tx -> {
                            boolean applied =
                                    tx.update(
                                                    INSERT,
                                                    who.study(),
                                                    who.subject(),
                                                    instrument,
                                                    excuse.from().toString(),
                                                    excuse.until().toString(),
                                                    excuse.reason().word())
                                            == 1;
                            if (applied) {
                                trail.append(
                                        tx,
                                        List.of(
                                                new Act(
                                                        What.EXCUSED,
                                                        by,
                                                        who.study(),
                                                        who.subject(),
                                                        new Change(
                                                                "days",
                                                                null,
                                                                excuse.from()
                                                                        + "/"
                                                                        + excuse.until()),
                                                        new Change("instrument", null, instrument),
                                                        new Change(
                                                                "reason",
                                                                null,
                                                                excuse.reason().word()))));
                            }
                            return applied;
                        }));
    }

    /** Those of some of a site's subjects, by subject. */
    static Map<String, List<Excuse>> of(
            JdbcClient reading, String study, String site, String first, String last) {
        Map<String, List<Excuse>> excuses = new HashMap<>();
        reading.sql(OF_SUBJECTS)
                .param("study", study)
                .param("site", site)
                .param("first", first)
                .param("last", last)
                .query(row -> {
                    excuses.computeIfAbsent(row.getString(1), it -> new ArrayList<>())
                            .add(
                                    new Excuse(
                                            row.getString(2).isEmpty() ? null : row.getString(2),
                                            LocalDate.parse(row.getString(3)),
                                            LocalDate.parse(row.getString(4)),
                                            Reason.valueOf(
                                                    row.getString(5).toUpperCase(Locale.ROOT))));
                });
        return excuses;
    }
}
