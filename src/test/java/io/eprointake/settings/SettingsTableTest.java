package io.eprointake.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Every setting that the manual's table or a record of the service has, tried with a wrong value,
 * an unusual one that is right, and misspelt. A new one is tried without anybody thinking of it.
 */
class SettingsTableTest {

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** Of these every text is right that is not empty. */
    private static final List<String> ANY_TEXT =
            List.of(
                    "epro.analysis.chat.model",
                    "epro.instrument.alerts[0].study",
                    "epro.messaging.source",
                    "epro.sealing.key-file",
                    "epro.security.cors-origins",
                    "epro.security.folder",
                    "epro.security.sites",
                    "spring.datasource.password",
                    "spring.datasource.username",
                    "spring.flyway.password",
                    "spring.flyway.user",
                    "spring.kafka.consumer.group-id",
                    "spring.mail.host",
                    "spring.mail.password",
                    "spring.mail.username",
                    "spring.security.oauth2.resourceserver.jwt.audiences",
                    "spring.security.oauth2.resourceserver.jwt.public-key-location");

    private static final Map<String, String> WRONG =
            Map.ofEntries(
                    Map.entry("epro.analysis.token", "too-short"),
                    Map.entry("epro.analysis.ssl-bundle", "none-such"),
                    Map.entry("epro.analysis.chat.ssl-bundle", "none-such"),
                    Map.entry("epro.analysis.chat.key-file", "none/such"),
                    Map.entry("epro.instrument.alerts[0].name", "Not A Word"),
                    Map.entry("epro.instrument.alerts[0].attribute", "none-such"),
                    Map.entry("epro.instrument.alerts[0].item", "none-such"),
                    Map.entry("epro.notice.from", "no-address"),
                    Map.entry("epro.notice.secrets", "epro.notice.secrets.ward=whsec_dG9vIHNob3J0"),
                    Map.entry("epro.notice.ssl-bundle", "none-such"),
                    Map.entry("epro.study.folder", "none/such"),
                    Map.entry("epro.instrument.alerts[0].instrument", "none-such"),
                    Map.entry("epro.instrument.alerts[0].score", "none-such"),
                    Map.entry("epro.instrument.folder", "none/such"),
                    Map.entry("epro.security.roles", "epro.security.roles.nurse=sit"),
                    Map.entry("epro.security.sign-in.client-secret-file", "none/such"),
                    Map.entry("server.ssl.bundle", "none-such"),
                    Map.entry("management.server.ssl.bundle", "none-such"),
                    Map.entry("spring.datasource.url", "jdbc:h2:mem:epro"),
                    Map.entry("spring.kafka.bootstrap-servers", "no-port"),
                    Map.entry("spring.security.oauth2.resourceserver.jwt.issuer-uri", "ftp://host"),
                    Map.entry(
                            "spring.security.oauth2.resourceserver.jwt.jwk-set-uri",
                            "file:/none/such"));

    /** A rule that is right, as the others need it. */
    private static final List<String> RULE = List.of("name=severe", "measure=score", "at-least=3");

    @Test
    void theTableHasEverySettingOfTheRecordsAndNoOther() throws IOException {
        var known = KnownSettings.ofTheClasspath();

        assertThat(ofTheTable())
                .allSatisfy(name ->
                        assertThat(known.find(ConfigurationPropertyName.adapt(name, '.')))
                                .isPresent());
        assertThat(ofTheTable())
                .containsAll(
                        known.ownValues().stream()
                                .map(Setting::name)
                                .filter(name -> name.startsWith("epro.") && !name.contains("[]"))
                                .toList());
    }

    @Test
    void aMisspellingOfEachIsRefusedWithItsName() {
        Map<String, String> misspelt = new LinkedHashMap<>();
        names().forEach(name -> misspelt.put(misspelt(name), name));

        List<Refusal> refusals = refusals(misspelt.keySet().stream().map(name -> name + "=1"));

        misspelt.forEach((wrong, right) ->
                assertThat(refusals)
                        .as(wrong)
                        .anySatisfy(refusal -> {
                            assertThat(refusal.setting()).isEqualTo(wrong + " (command line)");
                            assertThat(refusal.right()).endsWith("the nearest is " + right);
                        }));
    }

    @Test
    void aWrongValueOfEachIsRefusedByItsName() {
        for (String name : names().toList()) {
            if (ANY_TEXT.contains(name)) {
                continue;
            }
            String wrong = wrong(name);
            String set = wrong.contains("=") ? wrong : name + "=" + wrong;

            assertThat(refusals(Stream.concat(companions(name), Stream.of(set))))
                    .as(set)
                    .anySatisfy(refusal ->
                            assertThat(refusal.setting())
                                    .startsWith(
                                            name.replaceAll(
                                                            "(instrument|attribute|item|group|score)$",
                                                            "")
                                                    .replaceAll("\\.$", "")));
        }
    }

    @Test
    void anUnusualValueThatIsRightIsTakenOfEach() {
        List<String> unusual =
                names().filter(name -> !unusual(name).isEmpty())
                        .map(name -> name + "=" + unusual(name))
                        .toList();

        assertThat(unusual).hasSizeGreaterThan(60);
        assertThat(
                        refusals(
                                Stream.concat(
                                        unusual.stream(), companions("epro.instrument.alerts[0]"))))
                .isEmpty();
    }

    private static String wrong(String name) {
        Setting setting = setting(name);
        if (WRONG.containsKey(name)) {
            return WRONG.get(name);
        }
        if (setting.is(Duration.class) || setting.is(DataSize.class)) {
            return "90";
        }
        if (setting.is(URI.class)) {
            return "ftp://host";
        }
        if (setting.is(InetAddress.class)) {
            return "1.2.3.4.5";
        }
        return setting.isText() ? "" : "none-such";
    }

    /** Empty for a text: of those see {@code SettingsTest}. */
    private static String unusual(String name) {
        Setting setting = setting(name);
        String usual = setting.usual();
        if (name.contains("[0]") || usual == null) {
            return "";
        }
        if (setting.is(Duration.class)) {
            return DurationStyle.detectAndParse(usual).toString();
        }
        if (setting.is(DataSize.class)) {
            return DataSize.parse(usual).toBytes() + "B";
        }
        if (usual.equals("true") || usual.equals("false")) {
            return usual.equals("true") ? "on" : "OFF";
        }
        return usual.matches("\\d+") ? " " + usual + " " : usual;
    }

    private static Stream<String> companions(String name) {
        if (name.startsWith("epro.instrument.alerts[0]")) {
            return RULE.stream()
                    .map("epro.instrument.alerts[0]."::concat)
                    .filter(set -> !set.startsWith(name + "="));
        }
        if (name.startsWith("epro.analysis.chat.") && !name.endsWith(".url")) {
            return Stream.of(
                    "epro.analysis.chat.url=http://127.0.0.1:9/v1", "epro.analysis.chat.model=m");
        }
        return Stream.of();
    }

    /** Without the letter in the middle of its last part. */
    private static String misspelt(String name) {
        int last = name.lastIndexOf('.') + 1;
        int middle = last + (name.length() - last) / 2;
        int at = name.charAt(middle) == '-' ? middle + 1 : middle;
        return name.substring(0, at) + name.substring(at + 1);
    }

    private static Setting setting(String name) {
        return KnownSettings.ofTheClasspath()
                .find(ConfigurationPropertyName.adapt(name, '.'))
                .orElseThrow();
    }

    private static List<Refusal> refusals(Stream<String> set) {
        return CheckConfig.refusals(Map.of(), set.map("--"::concat).toArray(String[]::new));
    }

    /** Those of the records, and those of the table. */
    private static Stream<String> names() {
        var names = new TreeSet<String>();
        KnownSettings.ofTheClasspath().ownValues().stream()
                .map(setting -> setting.name().replace("[]", "[0]"))
                .filter(name -> name.startsWith("epro.") && !name.equals("epro.instrument.alerts"))
                .forEach(names::add);
        names.addAll(ofTheTable());
        names.remove("epro.instrument.alerts");
        return names.stream();
    }

    /** A name after the first of a row is short for one beside it. */
    private static List<String> ofTheTable() {
        String page;
        try {
            page = Files.readString(Path.of("src", "docs", "manual", "settings.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int from = page.indexOf("| setting |");
        String table = page.substring(from, page.indexOf("\n\n", from));
        List<String> names = new ArrayList<>();
        String group = "";
        for (String row : table.split("\n", -1)) {
            if (row.startsWith("| `") && row.contains(".")) {
                var cell = NAME.matcher(row.substring(0, row.indexOf('|', 1)));
                while (cell.find()) {
                    String name = cell.group(1).replaceAll("\\.<.*", "").replaceAll("^….", "");
                    if (name.startsWith("socketTimeout")) {
                        continue;
                    }
                    if (name.matches("(epro|spring|server|management|resilience4j)\\..*")) {
                        group = name.substring(0, name.lastIndexOf('.') + 1);
                        names.add(name);
                    } else {
                        names.add(group + name);
                    }
                }
            }
        }
        return names;
    }
}
