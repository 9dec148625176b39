package io.eprointake.study;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.eprointake.report.Scope;
import io.eprointake.store.TestStore;
import io.eprointake.study.Compliance.Range;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * How long compliance of a site takes, of a study of 10,000 subjects at 100 sites who each sent a
 * report a day for a year: by the index that has all that is asked for, by one without that, and by
 * a table that is kept beside. Argument: how many days instead of 365. A year takes 4 GB where
 * {@code java.io.tmpdir} is, until the end.
 */
public final class ComplianceRate {

    private static final int SUBJECTS = 10_000;
    private static final int SITES = 100;
    private static final Instant START = Instant.parse("2025-03-01T08:00:00Z");

    private ComplianceRate() {}

    public static void main(String[] args) throws Exception {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        int days = args.length == 0 ? 365 : Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("epro-compliance");
        try {
            String url = TestStore.sqlite(folder);
            new TestStore(url, InstantSource.system()).close();
            fill(url, days);
            System.out.printf("MB %d%n", Files.size(folder.resolve("epro.db")) >> 20);
            measure("the index has it all", folder, days);
            run(
                    url,
                    "drop index report_of_subject",
                    "create index report_of_subject on report (study, subject, completed_at)");
            measure("rows are read", folder, days);
            run(
                    url,
                    """
                    create table came (study text, subject text, at integer, seq integer, site text,
                        received_at integer, instrument text, instrument_version text,
                        primary key (study, subject, at, seq)) without rowid
                    """,
                    """
                    insert into came select study, subject, completed_at, seq, site, received_at, instrument,
                        instrument_version from report order by 1, 2, 3, 4
                    """,
                    "alter table report rename to report_former",
                    """
                    create view report as select study, subject, at as completed_at, seq, site, received_at,
                        instrument, instrument_version, null as report_id from came
                    """);
            measure("a table beside", folder, days);
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static void fill(String url, int days) throws SQLException {
        List<String> sql = new ArrayList<>();
        sql.add("pragma journal_mode = off");
        sql.add("pragma synchronous = off");
        sql.add("pragma cache_size = -400000");
        sql.add(
                """
                insert into subject (study, subject, site, started_at, time_zone, enrolled)
                with recursive n (i) as (select 0 union all select i + 1 from n where i < %d)
                select 'ONC-301', printf('S-%%05d', i), printf('SITE%%02d', i %% %d), %d,
                       case i %% 3 when 0 then 'Europe/Berlin' when 1 then 'America/New_York'
                                   else 'Asia/Tokyo' end, 1
                from n
                """
                        .formatted(SUBJECTS - 1, SITES, START.toEpochMilli()));
        for (int day = 0; day < days; day++) {
            long from = (long) day * SUBJECTS;
            sql.add(
                    """
                    insert into report (seq, report_id, study, site, subject, language, completed_at,
                                        received_at, received_as, content_sha256, body, narrative, scores,
                                        findings, assessment, content_form)
                    with recursive n (i) as (select %1$d union all select i + 1 from n where i < %2$d)
                    select i + 1, randomblob(16), 'ONC-301', printf('SITE%%02d', i %% %5$d),
                           printf('S-%%05d', i %% %3$d), 'en',
                           %4$d + (i / %3$d) * 86400000 + (i %% 3600) * 1000,
                           %4$d + (i / %3$d) * 86400000 + (i %% 3600) * 1000 + 5000 + (i %% 11 = 0) * 86400000,
                           'received', randomblob(92), randomblob(400), null, randomblob(70), randomblob(30),
                           randomblob(60), 2
                    from n where i %% 13 <> 0
                    """
                            .formatted(
                                    from,
                                    from + SUBJECTS - 1,
                                    SUBJECTS,
                                    START.toEpochMilli(),
                                    SITES));
        }
        sql.add("pragma journal_mode = wal");
        run(url, sql.toArray(String[]::new));
    }

    private static void run(String url, String... all) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : all) {
                statement.execute(sql);
            }
        }
    }

    private static void measure(String what, Path folder, int days) throws Exception {
        String url = TestStore.sqlite(folder);
        Path files = Files.createDirectories(folder.resolve("studies"));
        Files.writeString(
                files.resolve("study.yaml"),
                "study: ONC-301\ninstruments:\n  - {name: PRO-CTCAE, every: day}\n");
        Instant now = START.plusSeconds(86_400L * days);
        try (var opened = new TestStore(url, InstantSource.system())) {
            var studies = new Studies(new StudyProperties(files));
            var compliance = new Compliance(opened.store(), studies, () -> now);
            var range = new Range(null, null, Compliance.MOST_DAYS);
            List<Double> sites = new ArrayList<>();
            long slots = 0;
            for (int round = 0; round < 2; round++) {
                sites.clear();
                for (String site : compliance.sites("ONC-301", Scope.ALL, "", SITES)) {
                    long from = System.nanoTime();
                    slots =
                            compliance.site("ONC-301", site, range, now).stream()
                                    .mapToLong(it -> it.counts().expected())
                                    .sum();
                    sites.add((System.nanoTime() - from) / 1e6);
                }
                print(what + (round == 0 ? ", first" : ", again"), sites, slots);
            }
            sites.clear();
            for (int i = 0; i < 5; i++) {
                long from = System.nanoTime();
                slots = compliance.overdue(null, Scope.ALL, now).size();
                sites.add((System.nanoTime() - from) / 1e6);
            }
            print(what + ", overdue of all sites", sites, slots);
        }
    }

    private static void print(String what, List<Double> millis, long slots) {
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f |%n",
                what,
                slots,
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 95 / 100),
                sorted.getLast());
    }
}
