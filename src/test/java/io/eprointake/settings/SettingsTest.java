package io.eprointake.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.testing.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Settings that are wrong are refused before anything is started, all of them, and by name. */
class SettingsTest {

    @TempDir Path folder;

    @Test
    void withNothingSetTheSettingsAreRight() {
        assertThat(CheckConfig.refusals(Map.of())).isEmpty();
        assertThat(CheckConfig.refusals(Map.of(), "--spring.profiles.active=analyzer")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "epro.analysis.dedline=20s, epro.analysis.deadline",
        "epro.jornal.lease=90s, epro.journal.lease",
        "epro.lease=90s, epro.journal.lease",
        "erpo.journal.lease=90s, epro.journal.lease",
        "epro.analysis.maxAnsewrSize=1KB, epro.analysis.max-answer-size",
        "epro.security.limits.persn=5, epro.security.limits.person",
        "epro.instrument.alerts[0].gruop=19, epro.instrument.alerts[0].group",
        "resilience4j.circuitbreaker.instances.analyzer.sliding-window-sise=9,"
                + " resilience4j.circuitbreaker.instances.analyzer.sliding-window-size",
        "resilience4j.circuitbreaker.instances.analyser.sliding-window-size=9,"
                + " resilience4j.circuitbreaker.instances.analyzer.sliding-window-size",
        "spring.datasource.ulr=x, spring.datasource.url",
        "server.prot=8080, server.port",
        "check-confg=, check-config",
        "spring.profiles.active=analyser, analyzer",
    })
    void aNameThatThereIsNotIsToldWithTheNearest(String setting, String nearest) {
        assertThat(refusals("--" + setting))
                .anySatisfy(
                        refusal -> assertThat(refusal.right()).endsWith("nearest is " + nearest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokn", "-epro.journal.lease=90s", "epro.journal.lease=90s"})
    void aWordThatIsNoSettingStartsNothing(String word) {
        assertThat(refusals(word)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "EPRO_ANALYSIS_DEDLINE, EPRO_ANALYSIS_DEADLINE",
        "EPRO_JORNAL_LEASE, EPRO_JOURNAL_LEASE",
        "EPRO_INSTRUMENT_ALERTS_0_GRUOP, EPRO_INSTRUMENT_ALERTS_0_GROUP",
        "SPRING_DATASOURCE_ULR, SPRING_DATASOURCE_URL",
    })
    void soIsAVariableOfTheEnvironment(String variable, String nearest) {
        assertThat(CheckConfig.refusals(Map.of(variable, "1")))
                .anySatisfy(refusal -> {
                    assertThat(refusal.setting()).startsWith(variable);
                    assertThat(refusal.right()).endsWith("nearest is " + nearest);
                });
    }

    @Test
    void aVariableMayBeWrittenWithOrWithoutItsDashes() {
        assertThat(
                        CheckConfig.refusals(
                                Map.of(
                                        "EPRO_ANALYSIS_MAX_ANSWER_SIZE", "1KB",
                                        "EPRO_ANALYSIS_FIRSTBACKOFF", "1s",
                                        "EPRO_SECURITY_ROLES_NURSE", "site",
                                        "EPRO_INSTRUMENT_ALERTS_0_NAME", "severe",
                                        "EPRO_INSTRUMENT_ALERTS_0_MEASURE", "score",
                                        "EPRO_INSTRUMENT_ALERTS_0_AT_LEAST", "3")))
                .isEmpty();
    }

    @Test
    void whatKubernetesTellsOfAServiceIsNoSetting() {
        assertThat(
                        CheckConfig.refusals(
                                Map.of(
                                        "EPRO_INTAKE_SERVICE_HOST", "10.0.0.1",
                                        "EPRO_INTAKE_SERVICE_PORT", "8080",
                                        "EPRO_INTAKE_PORT", "tcp://10.0.0.1:8080",
                                        "EPRO_INTAKE_PORT_8080_TCP_ADDR", "10.0.0.1")))
                .isEmpty();
    }

    @Test
    void aDurationThatAVariableTellsWantsAUnitToo() {
        assertThat(CheckConfig.refusals(Map.of("LEASE", "90"), "--epro.journal.lease=${LEASE}"))
                .hasSize(1);
        assertThat(CheckConfig.refusals(Map.of("LEASE", "90s"), "--epro.journal.lease=${LEASE}"))
                .isEmpty();
    }

    @Test
    void othersVariablesAreTheirs() {
        assertThat(CheckConfig.refusals(Map.of("SERVER_NAME", "x", "SPRING_HOME", "y"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epro.analysis.deadline=90",
                "epro.analysis.max-answer-size=1024",
                "epro.journal.lease=90sec",
                "epro.journal.lease=",
                "epro.analysis.concurrency=many",
                "epro.analysis.concurrency=0",
                "epro.analysis.concurrency=${NOT_SET}",
                "epro.messaging.create-topics=perhaps",
                "epro.security.roles.nurse=sit",
                "spring.lifecycle.timeout-per-shutdown-phase=20",
                "server.tomcat.connection-timeout=10",
                "server.port=65536",
                "server.port=http",
                "spring.datasource.hikari.maximum-pool-size=1",
                "spring.datasource.url=jdbc:sqlite::memory:",
                "spring.datasource.url=jdbc:sqlite:",
                "resilience4j.circuitbreaker.instances.analyzer.failure-rate-threshold=101",
                "resilience4j.circuitbreaker.instances.analyzer.wait-duration-in-open-state=5",
                "epro.analysis.embedded.possible=often",
                "epro.intake.max-report-size=0B",
                "epro.enrollment.max-body=65MB",
                "epro.security.clock-skew=3m",
                "epro.security.code-life=15d",
                "epro.instrument.clock-skew=-5m",
                "epro.analysis.url=ftp://host",
                "epro.analysis.url=http://host?key=1",
                "epro.analysis.url=http://user:pass@host",
                "epro.analysis.url=host:8090",
                "epro.analysis.ssl-bundle=hospital",
                "spring.datasource.url=jdbc:h2:mem:epro",
                "spring.datasource.url=jdbc:postgresql://host/epro?reWriteBatchedInserts=true",
                "spring.kafka.bootstrap-servers=kafka",
                "server.address=0.0.0.0",
            })
    void aValueThatIsNoneIsRefusedByItsName(String setting) {
        String name = setting.substring(0, setting.indexOf('='));

        assertThat(refusals("--" + setting))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.setting()).isEqualTo(name + " (command line)");
                    assertThat(refusal.right()).isNotBlank();
                });
    }

    /** As the audit trail has it. */
    @Test
    void whatWasSetIsShownWithoutItsSecretsAndWhatIsTheProgramsOwnIsNot() {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(
                        new SimpleCommandLinePropertySource(
                                "--epro.journal.lease=90s",
                                "--spring.datasource.password=of-this-test",
                                "--spring.datasource.url=jdbc:postgresql://h/epro?password=of-this-test"));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);

        assertThat(Settings.checked(environment).set().shown())
                .containsEntry("epro.journal.lease", "90s")
                .containsEntry("spring.datasource.url", "jdbc:postgresql://h/epro?password=***")
                .containsKey("spring.datasource.password")
                .doesNotContainKey("server.shutdown")
                .values()
                .noneMatch(it -> it.contains("of-this-test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epro.analysis.deadline=PT20S",
                "epro.analysis.drain=0",
                "epro.analysis.token=",
                "epro.analysis.url=HTTPS://[::1]:8443/base/",
                "epro.instrument.alerts=",
                "epro.messaging.create-topics=on",
                "epro.security.roles.Study-Nurse=SITE",
                "epro.security.roles.a.b=ops",
                "epro.analysis.maxAnswerSize=300KB",
                "epro.analysis.max_answer_size=300KB",
                "spring.kafka.properties.sasl.mechanism=PLAIN",
                "spring.kafka.bootstrap-servers=a:9092,b:9092",
                "logging.level.org.example=debug",
                "resilience4j.circuitbreaker.configs.mine.sliding-window-size=5",
                "management.server.port=0",
                "debug",
            })
    void anUnusualValueThatIsRightIsTaken(String setting) {
        assertThat(refusals("--" + setting)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epro.journal.lease=34s epro.analysis.url=http://127.0.0.1:9 | epro.journal.lease | epro.analysis.deadline",
                "epro.analysis.drain=15s spring.lifecycle.timeout-per-shutdown-phase=15s | epro.analysis.drain | spring.lifecycle.timeout-per-shutdown-phase",
                "resilience4j.circuitbreaker.instances.analyzer.minimum-number-of-calls=21 | resilience4j.circuitbreaker.instances.analyzer.minimum-number-of-calls | resilience4j.circuitbreaker.instances.analyzer.sliding-window-size",
                "epro.intake.max-batch-size=100KB | epro.intake.max-report-size | epro.intake.max-batch-size",
                "epro.analysis.max-backoff=4s | epro.analysis.first-backoff | epro.analysis.max-backoff",
                "epro.messaging.batch=101 epro.store.reserved=100 spring.kafka.bootstrap-servers=h:9 | epro.messaging.batch | epro.store.reserved",
                "spring.datasource.url=jdbc:postgresql://h/epro?user=epro spring.flyway.user=owner | spring.datasource.url | spring.flyway.user",
                "epro.analysis.embedded.possible=0.31 | epro.analysis.embedded.possible | epro.analysis.embedded.red-flag",
                "epro.analysis.url=http://h:9 epro.analysis.chat.url=http://h:9/v1 epro.analysis.chat.model=m | epro.analysis.url | epro.analysis.chat.url",
                "epro.analysis.chat.url=http://h:9/v1 | epro.analysis.chat.url | epro.analysis.chat.model",
                "epro.analysis.chat.model=m | epro.analysis.chat.url | epro.analysis.chat.model",
                "epro.analysis.chat.url=http://h:9/v1 epro.analysis.chat.model=m spring.profiles.active=analyzer | epro.analysis.chat.url | spring.profiles.active",
                "server.port=8081 | server.port | management.server.port",
                "spring.profiles.active=analyzer server.address=0.0.0.0 | server.address | epro.analysis.token",
            })
    void whatDoesNotGoTogetherIsRefusedWithBothNames(String set, String one, String other) {
        String[] arguments =
                Stream.of(set.split(" ")).map(setting -> "--" + setting).toArray(String[]::new);

        assertThat(refusals(arguments))
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.setting().replaceAll(" \\([^)]*\\)", ""))
                                .isEqualTo(one + " and " + other));
    }

    @Test
    void aWindowOfTimeIsNotComparedWithANumberOfCalls() {
        String circuit = "--" + KnownSettings.CIRCUIT;

        assertThat(
                        refusals(
                                circuit + ".sliding-window-type=TIME_BASED",
                                circuit + ".minimum-number-of-calls=21"))
                .isEmpty();
    }

    @Test
    void keysOfAnIdentityProviderWantAnAudience() {
        String provider = "spring.security.oauth2.resourceserver.jwt.";

        assertThat(refusals("--" + provider + "jwk-set-uri=http://127.0.0.1:9/keys"))
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.setting())
                                .isEqualTo(
                                        "%1$sjwk-set-uri (command line) and %1$saudiences"
                                                .formatted(provider)));
    }

    @Test
    void aSigningKeyThatOthersMayReadIsRefused() throws IOException {
        Path key = folder.resolve("signing-key.json");
        Files.writeString(key, "{}");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(refusals("--epro.security.folder=" + folder))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.was()).contains(key.toString());
                    assertThat(refusal.right()).contains("chmod 600");
                });
    }

    @ParameterizedTest
    @CsvSource({"''", "two words", "-"})
    void aModelsKeyThatIsNoneIsRefusedAndNotQuoted(String key) throws IOException {
        Path file = folder.resolve("key");
        if (!key.equals("-")) {
            Files.writeString(file, key);
        }

        assertThat(
                        refusals(
                                "--epro.analysis.chat.url=http://127.0.0.1:9/v1",
                                "--epro.analysis.chat.model=m",
                                "--epro.analysis.chat.key-file=" + file))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.toString()).doesNotContain("two words");
                    assertThat(refusal.was()).isEqualTo(file.toString());
                });
    }

    @Test
    void aRuleThatCanNeverMatchIsRefusedByItsPlace() {
        String rule = "--epro.instrument.alerts[1].";

        assertThat(
                        refusals(
                                "--epro.instrument.alerts[0].name=a",
                                "--epro.instrument.alerts[0].measure=score",
                                "--epro.instrument.alerts[0].at-least=3",
                                rule + "name=b",
                                rule + "measure=score",
                                rule + "at-least=3",
                                rule + "group=81"))
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.setting()).isEqualTo("epro.instrument.alerts[1]"));
    }

    @Test
    void anInstrumentThatIsWrongIsRefusedWithItsFileLineAndKey() throws IOException {
        Files.writeString(folder.resolve("own.yaml"), "name: OWN\nversion: \"1\"\ntitel: Own\n");

        assertThat(refusals("--epro.instrument.folder=" + folder))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.setting()).startsWith("epro.instrument.folder");
                    assertThat(refusal.was()).startsWith("own.yaml, line 3, titel: there is no");
                });
    }

    @Test
    void everyMistakeIsTold() {
        List<Refusal> refusals =
                refusals(
                        "--epro.analysis.dedline=1s",
                        "--epro.analysis.poll=5",
                        "--epro.analysis.concurrency=0",
                        "--epro.intake.max-batch-size=100KB",
                        "--server.port=99999");

        assertThat(refusals).hasSize(5);
        assertThat(
                        CheckConfig.run(
                                Map.of(),
                                new PrintStream(new ByteArrayOutputStream()),
                                "--epro.a=1"))
                .isEqualTo(1);
    }

    @Test
    void recipientsThatCannotBeReachedSafelyAreRefused() throws IOException {
        String studies =
                studies(
                        """
                        study: ONC-301
                        recipients:
                          - {name: site_ward, role: site, webhook: "http://hook.example/in?key=of-it"}
                          - {name: nurse, role: site, email: nurse@trial.example}
                        """);

        assertThat(refusals(studies))
                .extracting(Refusal::setting)
                .containsExactlyInAnyOrder(
                        "epro.notice.secrets.site_ward",
                        "epro.study.folder (command line)",
                        "spring.mail.host",
                        "epro.notice.from");
        assertThat(refusals(studies).toString()).doesNotContain("of-it", "nurse@");
        String secret = Secrets.note("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAAAAAAAAAAA=");
        String[] mended = {
            studies,
            "--epro.notice.allow-private-addresses=true",
            "--spring.mail.host=mail.example",
            "--epro.notice.from=epro@trial.example"
        };
        assertThat(CheckConfig.refusals(Map.of("EPRO_NOTICE_SECRETS_SITEWARD_0", secret), mended))
                .isEmpty();
        assertThat(
                        CheckConfig.refusals(
                                Map.of(),
                                Stream.concat(
                                                Stream.of(mended),
                                                Stream.of(
                                                        "--epro.notice.secrets.site_ward="
                                                                + secret
                                                                + ","
                                                                + secret))
                                        .toArray(String[]::new)))
                .isEmpty();
        assertThat(
                        CheckConfig.refusals(
                                Map.of(),
                                Stream.concat(
                                                Stream.of(mended),
                                                Stream.of(
                                                        "--epro.notice.secrets.site_ward[0]="
                                                                + secret
                                                                + "*"))
                                        .toArray(String[]::new)))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.setting()).startsWith("epro.notice.secrets.");
                    assertThat(refusal.toString()).doesNotContain(secret.substring(6));
                });
    }

    @Test
    void aRecipientsNameStandsForOneAddress() throws IOException {
        String one = "study: %s\nrecipients: [{name: nurse, role: site, email: %s}]";
        Files.writeString(folder.resolve("a.yaml"), one.formatted("A", "a@trial.example"));
        String studies = studies(one.formatted("B", "b@trial.example"));

        assertThat(refusals(studies))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.right()).contains("nurse").doesNotContain("@");
                    assertThat(refusal.setting()).startsWith("epro.study.folder");
                });
    }

    private String studies(String yaml) throws IOException {
        Files.writeString(folder.resolve("study.yaml"), yaml);
        return "--epro.study.folder=" + folder;
    }

    @Test
    void noSecretIsShown() {
        var said = new ByteArrayOutputStream();
        CheckConfig.run(
                Map.of(
                        "SPRING_DATASOURCE_PASSWORD", "opensesame",
                        "EPRO_ANALYSIS_TOKN", "opensesame",
                        "EPRO_ANALYSIS_TOKEN", "opensesame"),
                new PrintStream(said, true, StandardCharsets.UTF_8),
                "--spring.datasource.url=jdbc:mysql://me:opensesame@host/db?password=opensesame",
                "--epro.analysis.url=http://me:opensesame@host",
                "--epro.unknown=opensesame");

        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("5 to mend")
                .doesNotContain("opensesame");
    }

    @Test
    void aFileAndItsLineAreNamed() throws IOException {
        Path file = folder.resolve("application.yaml");
        Files.writeString(file, "epro:\n  analysis:\n    dedline: 20s\n");

        assertThat(refusals("--spring.config.additional-location=" + file.toUri()))
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.setting())
                                .contains("application.yaml")
                                .contains("line 3"));
    }

    @Test
    void aFileThatIsNoYamlIsNotQuoted() throws IOException {
        Path file = folder.resolve("application.yaml");
        Files.writeString(file, "epro:\n\tanalysis: opensesame\n");

        assertThat(refusals("--spring.config.additional-location=" + file.toUri()))
                .singleElement()
                .satisfies(refusal ->
                        assertThat(refusal.toString())
                                .contains("line 2")
                                .doesNotContain("opensesame"));
    }

    private static List<Refusal> refusals(String... arguments) {
        return CheckConfig.refusals(Map.of(), arguments);
    }
}
