package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.testing.Postgres;
import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.commons.util.ExceptionUtils;

/** Settings that do not go together are refused at the start, and the refusal says why. */
class SettingsIT {

    @TempDir Path folder;

    @Test
    void aLeaseThatMayEndBeforeItsCallIsRefused() {
        assertThatThrownBy(() ->
                        RunningService.start(
                                        folder,
                                        "epro.analysis.url",
                                        "http://127.0.0.1:9",
                                        "epro.analysis.deadline",
                                        "20s",
                                        "epro.journal.lease",
                                        "34s")
                                .close())
                .rootCause()
                .hasMessageContaining("epro.journal.lease is PT34S")
                .hasMessageContaining("must be at least PT35S")
                .hasMessageContaining("epro.analysis.deadline");
    }

    @Test
    void aRemoteAnalyzerAndAModelBesideTheEmbeddedOneAreNotSetTogether() {
        assertThatThrownBy(() ->
                        start(
                                "epro.analysis.url", "http://127.0.0.1:9",
                                "epro.analysis.chat.url", "http://127.0.0.1:9/v1",
                                "epro.analysis.chat.model", "m"))
                .rootCause()
                .hasMessageContaining("epro.analysis.url and epro.analysis.chat.url are both set");
    }

    @Test
    void theAnalyzersOwnProcessAsksNoModel() {
        assertThatThrownBy(() ->
                        start(
                                "spring.profiles.active", "analyzer",
                                "epro.analysis.chat.url", "http://127.0.0.1:9/v1",
                                "epro.analysis.chat.model", "m"))
                .rootCause()
                .hasMessageContaining("epro.analysis.chat.url is for the service");
    }

    @Test
    void aModelWithoutANameIsRefused() {
        assertThatThrownBy(() -> start("epro.analysis.chat.url", "http://127.0.0.1:9/v1"))
                .rootCause()
                .hasMessageContaining("epro.analysis.chat.model must be set");
    }

    @Test
    void aModelsTrustIsTheOneThatIsNamed() {
        assertThatThrownBy(() ->
                        start(
                                "epro.analysis.chat.url", "https://127.0.0.1:9/v1",
                                "epro.analysis.chat.model", "m",
                                "epro.analysis.chat.ssl-bundle", "hospital"))
                .rootCause()
                .hasMessageContaining("SSL bundle name 'hospital' cannot be found");
    }

    @Test
    void aModelBehindNoHttpIsRefused() {
        assertThatThrownBy(() ->
                        start(
                                "epro.analysis.chat.url", "ftp://127.0.0.1/v1",
                                "epro.analysis.chat.model", "m"))
                .rootCause()
                .hasMessageContaining("epro.analysis.chat.url must begin with http");
    }

    @ParameterizedTest
    @CsvSource({"'', must hold a key", "two words, must hold a key", "-, cannot be read"})
    void aModelsKeyThatIsNoneIsRefusedAndNotQuoted(String key, String why) throws IOException {
        Path file = folder.resolve("key");
        if (!key.equals("-")) {
            Files.writeString(file, key);
        }

        assertThatThrownBy(() ->
                        start(
                                "epro.analysis.chat.url", "http://127.0.0.1:9/v1",
                                "epro.analysis.chat.model", "m",
                                "epro.analysis.chat.key-file", file.toString()))
                .satisfies(e ->
                        assertThat(ExceptionUtils.readStackTrace(e))
                                .contains("epro.analysis.chat.key-file " + why)
                                .contains(file.toString())
                                .doesNotContain("two words"));
    }

    @Test
    void aBatchFromKafkaThatHasNoRoomInTheQueueIsRefused() {
        assertThatThrownBy(() ->
                        RunningService.start(
                                        folder,
                                        "spring.kafka.bootstrap-servers",
                                        "127.0.0.1:9",
                                        "epro.messaging.batch",
                                        "101",
                                        "epro.store.reserved",
                                        "100")
                                .close())
                .rootCause()
                .hasMessageContaining("epro.messaging.batch is 101")
                .hasMessageContaining("must be at most epro.store.reserved, which is 100");
    }

    @Test
    void anAddressOfAnotherDatabaseIsRefused() {
        assertThatThrownBy(() -> startOver("jdbc:h2:mem:epro"))
                .rootCause()
                .hasMessageContaining("spring.datasource.url must start with jdbc:sqlite: or")
                .hasMessageContaining("jdbc:postgresql:");
    }

    @Test
    void aStoreThatEndsWithTheProcessIsRefused() {
        assertThatThrownBy(() -> startOver("jdbc:sqlite::memory:"))
                .rootCause()
                .hasMessageContaining("spring.datasource.url is jdbc:sqlite::memory:")
                .hasMessageContaining("it must name a file");
    }

    @Test
    void onePlaceToReadIsTooFew() {
        assertThatThrownBy(() -> start("spring.datasource.hikari.maximum-pool-size", "1"))
                .rootCause()
                .hasMessageContaining("spring.datasource.hikari.maximum-pool-size is 1")
                .hasMessageContaining("it must be at least 2");
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> startOver("jdbc:postgresql://127.0.0.1:1/epro"))
                .hasStackTraceContaining("Connection to 127.0.0.1:1 refused");
    }

    @Test
    void credentialsThatAreWrongAreToldWithoutThePassword() {
        String url =
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=nobody&password=a-secret"
                        .formatted(Postgres.shared().port());

        assertThatThrownBy(() -> startOver(url))
                .hasStackTraceContaining("role \"nobody\" does not exist")
                .satisfies(e ->
                        assertThat(ExceptionUtils.readStackTrace(e)).doesNotContain("a-secret"));
    }

    @Test
    void keysOfAnIdentityProviderWithoutAnAudienceAreRefused() {
        assertThatThrownBy(() ->
                        start(
                                "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
                                "http://127.0.0.1:9/keys"))
                .rootCause()
                .hasMessageContaining("spring.security.oauth2.resourceserver.jwt.audiences must");
    }

    @Test
    void aClockThatMayBeThreeMinutesWrongIsRefused() {
        assertThatThrownBy(() -> start("epro.security.clock-skew", "3m"))
                .rootCause()
                .hasMessageContaining("clockSkew")
                .hasMessageContaining("2 minutes");
    }

    @Test
    void anActivationCodeThatLastsFifteenDaysIsRefused() {
        assertThatThrownBy(() -> start("epro.security.code-life", "15d"))
                .rootCause()
                .hasMessageContaining("codeLife")
                .hasMessageContaining("14 days");
    }

    @Test
    void aSigningKeyThatOthersMayReadIsRefused() throws IOException {
        Path key = Files.createDirectory(folder.resolve("tokens")).resolve("signing-key.json");
        Files.writeString(key, "{}");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> start("server.port", "0"))
                .rootCause()
                .hasMessageContaining(key.toString())
                .hasMessageContaining("chmod 600");
    }

    private void startOver(String url) {
        start("spring.datasource.url", url);
    }

    private void start(String... settings) {
        RunningService.start(folder, settings).close();
    }
}
