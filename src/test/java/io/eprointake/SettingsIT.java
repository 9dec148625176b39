package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.Postgres;
import io.eprointake.testing.Program;
import io.eprointake.testing.QuickStart;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.util.ExceptionUtils;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start that is refused says why in three lines, and ends. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsIT {

    @TempDir Path folder;

    @Test
    void wrongSettingsEndTheProgramWithAllThatIsWrong() {
        Program.Ended ended =
                program("--epro.analysis.dedline=20s", "--epro.journal.lease=90", "tokn");

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.output())
                .contains(
                        """
                        setting: epro.analysis.dedline (command line)
                        was:     20s
                        right:   no setting has this name; the nearest is epro.analysis.deadline
                        """)
                .contains("setting: epro.journal.lease (command line)\nwas:     90\n")
                .contains("setting: tokn (command line)\n")
                .doesNotContain("\tat ");
    }

    @Test
    void theCheckStartsNothing() {
        Program.Ended ended = program("--check-config", "--epro.journal.lease=60s");

        assertThat(ended.code()).isZero();
        assertThat(ended.output())
                .startsWith("The settings are right.\nNot checked, since nothing was started:");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aServerThatIsNotThereIsNamed(CapturedOutput output) {
        assertRefused("spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/epro");

        assertThat(output.getErr())
                .contains("setting: spring.datasource.url\n")
                .contains("jdbc:postgresql://127.0.0.1:1/epro: Connection to 127.0.0.1:1 refused")
                .doesNotContain("\tat ");
    }

    @Test
    void credentialsThatAreWrongAreToldWithoutThePassword(CapturedOutput output) {
        String url =
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=nobody&password=a-secret"
                        .formatted(Postgres.shared().port());

        assertRefused("spring.datasource.url", url);

        assertThat(output.getErr())
                .contains("setting: spring.datasource.username and password")
                .contains("role \"nobody\" does not exist");
        assertThat(output.getAll()).doesNotContain("a-secret");
    }

    @Test
    void aPortThatIsTakenIsNamed(CapturedOutput output) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertRefused("server.port", Integer.toString(taken.getLocalPort()));

            assertThat(output.getErr())
                    .contains("setting: server.port\n")
                    .contains(taken.getLocalPort() + ", where another process listens");
        }
    }

    private void assertRefused(String setting, String value) {
        assertThatThrownBy(() -> RunningService.start(folder, setting, value).close())
                .satisfies(e ->
                        assertThat(ExceptionUtils.readStackTrace(e)).doesNotContain("a-secret"));
    }

    private Program.Ended program(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QuickStart.program());
        // Nothing may be made where it looks for its data.
        command.add("--epro.security.folder=" + folder.resolve("tokens"));
        command.addAll(List.of(arguments));
        return Program.run(command);
    }
}
