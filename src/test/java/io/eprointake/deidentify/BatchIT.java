package io.eprointake.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command as its user meets it: exit codes, what it prints, and what it can't do. */
class BatchIT {

    private static final String GOOD = "SUBJECT,ARM\nS-0001,Drug\n";

    @TempDir Path folder;
    private Study study;

    @BeforeEach
    void makeStudy() throws IOException {
        study = new Study(folder);
    }

    @Test
    void allDoneIsZeroAndALineForEachFile() throws IOException {
        study.file("a.csv", GOOD).file("readme.txt", "of Ann Miller");

        Ended ended = study.runProcess();

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .isEqualTo(
                        """
                        a.csv: done, 1 rows
                        1 done, 0 failed, 0 interrupted, 1 no CSV; see %s
                        """
                                .formatted(study.out().resolve("report.json")));
        assertThat(study.output("a.csv")).isEqualTo("SUBJECT,ARM\nP,Drug\n");
    }

    /** As under cron, in a container or over ssh: Java then reads no name beyond ASCII. */
    @Test
    void namesOfAllLettersAreReadWithoutALocale() throws IOException {
        study.file("患者/Ünal.csv", GOOD);
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "LC_ALL=C"));
        command.addAll(BatchProcess.command());
        command.addAll(study.arguments());

        Ended ended = study.runProcess(command);

        assertThat(ended.code()).isZero();
        assertThat(study.handedOn()).containsExactly("患者/Ünal.csv");
        assertThat(study.report("患者/Ünal.csv").path("outcome").asText()).isEqualTo("done");
        command.addAll(List.of("--report", folder.resolve("报告.json").toString()));
        assertThat(study.runProcess(command).err())
                .contains("under this locale: start with LC_ALL=C.UTF-8");
    }

    @Test
    void aFileThatFailsIsOne() throws IOException {
        study.file("a.csv", "SUBJECT,NOTES\nS-0001,Ann Miller\n");

        Ended ended = study.runProcess();

        assertThat(ended.code()).isOne();
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .isEqualTo(
                        """
                        a.csv: failed: column NOTES has no rule
                        0 done, 1 failed, 0 interrupted, 0 no CSV; see %s
                        """
                                .formatted(study.out().resolve("report.json")));
    }

    @Test
    void badUsageIsTwoAndChangesNothing() throws IOException {
        study.file("a.csv", GOOD);

        Ended ended = study.runProcess("--threads", "0");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo("--threads is from 1 to 64\nSee deidentify --help\n");
        assertThat(study.out()).doesNotExist();
    }

    @Test
    void aTerminalHasABarAndFailuresInLines() throws IOException {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "a terminal is made by script, of util-linux");
        study.file("a.csv", GOOD).file("b.csv", "SUBJECT,NOTES\nS-0001,Ann Miller\n");
        List<String> command = BatchProcess.command();
        command.addAll(study.arguments());

        Ended ended =
                study.runProcess(
                        List.of(
                                script.toString(),
                                "--quiet",
                                "--return",
                                "--command",
                                "'" + String.join("' '", command) + "'",
                                "/dev/null"));

        assertThat(ended.code()).isOne();
        assertThat(ended.out())
                .contains("deidentify   0% [", "deidentify 100% [=====")
                .contains("b.csv: failed: column NOTES has no rule\r\n")
                .contains("1 done, 1 failed, 0 interrupted, 0 no CSV")
                .doesNotContain("a.csv: done");
    }

    @Test
    void aFolderThatMayNotBeReadIsNotSkippedInSilence() throws IOException {
        study.file("a.csv", GOOD).file("closed/b.csv", GOOD).file("c.csv", GOOD);
        Path closed = study.in().resolve("closed");
        Path c = study.in().resolve("c.csv");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.setPosixFilePermissions(c, PosixFilePermissions.fromString("---------"));
        try {
            Ended ended = study.runProcess(unprivileged());

            assertThat(ended.code()).isOne();
            assertThat(ended.err())
                    .contains("closed: failed: may not be read\n")
                    .contains("c.csv: failed: may not be read or written\n")
                    .contains("1 done, 2 failed");
            assertThat(study.report("closed").path("outcome").asText()).isEqualTo("failed");
            assertThat(study.handedOn()).containsExactly("a.csv");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(c, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    @Test
    void aDiskThatIsFullFailsWhatDoesNotFitAndIsResumed() throws IOException {
        Path prlimit = Path.of("/usr/bin/prlimit");
        assumeTrue(Files.isExecutable(prlimit), "prlimit is Linux's");
        study.file("large.csv", "SUBJECT,ARM\n" + "S-0001,Drug\n".repeat(50_000));
        study.file("small.csv", GOOD);
        List<String> limited = new ArrayList<>();
        limited.add(prlimit.toString());
        limited.add("--fsize=200000:");
        limited.addAll(BatchProcess.command("-XX:-UsePerfData"));
        limited.addAll(study.arguments());

        Ended ended = study.runProcess(limited);

        assertThat(ended.code()).isOne();
        assertThat(ended.err()).contains("large.csv: failed: can't be read or written: File too");
        assertThat(study.handedOn()).containsExactly("small.csv");
        assertThat(study.out().resolve(".deidentify/parts")).doesNotExist();

        assertThat(study.runProcess("--resume").code()).isZero();
        assertThat(study.report("large.csv").path("rows").asInt()).isEqualTo(50_000);
        assertThat(study.handedOn()).containsExactlyInAnyOrder("small.csv", "large.csv");
    }

    /** As somebody whom permissions bind: root is bound by none. */
    private List<String> unprivileged() throws IOException {
        List<String> command = new ArrayList<>();
        Files.createDirectory(study.out());
        if (Files.getAttribute(folder, "unix:uid").equals(0)) {
            Path setpriv = Path.of("/usr/bin/setpriv");
            assumeTrue(Files.isExecutable(setpriv), "root needs setpriv to be somebody else");
            command.addAll(
                    List.of(
                            setpriv.toString(),
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups"));
            for (Path needed : List.of(folder, study.out())) {
                Files.setPosixFilePermissions(needed, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            Files.setAttribute(study.key(), "unix:uid", 65534);
        }
        command.addAll(BatchProcess.command());
        command.addAll(study.arguments());
        return command;
    }
}
