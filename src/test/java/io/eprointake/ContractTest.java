package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.audit.Act;
import io.eprointake.problem.Problem;
import io.eprointake.testing.Contract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract has every call, with whom may make it, how it is refused, and examples that are as
 * it says. What the service answers, each test that calls it holds to the contract.
 */
class ContractTest {

    private static final Path ROLES = Path.of("src", "test", "resources", "security", "roles.csv");

    /** Not described: another port, and what tests add. */
    private static final List<String> ELSEWHERE = List.of("/actuator", "/error", "/extra");

    @Test
    void hasEveryCallWithThoseWhoMayMakeIt() throws IOException {
        Map<String, Set<String>> rules;
        try (var file = CsvReader.builder().ofNamedCsvRecord(ROLES)) {
            rules =
                    file.stream()
                            .filter(row ->
                                    ELSEWHERE.stream()
                                            .noneMatch(it -> row.getField("route").contains(it)))
                            .collect(
                                    Collectors.toMap(
                                            row -> row.getField("route"), ContractTest::allowed));
        }

        assertThat(Contract.operations().collect(Collectors.toMap(it -> it, ContractTest::callers)))
                .isEqualTo(rules);
    }

    private static Set<String> allowed(NamedCsvRecord row) {
        Set<String> roles =
                row.getHeader().stream()
                        .skip(1)
                        .filter(role -> row.getField(role).equals("allowed"))
                        .collect(Collectors.toCollection(TreeSet::new));
        return roles.contains("nobody") ? Set.of() : roles;
    }

    private static Set<String> callers(String operation) {
        return StreamSupport.stream(
                        Contract.operation(operation).get("security").spliterator(), false)
                .map(way ->
                        StreamSupport.stream(way.get("bearer").spliterator(), false)
                                .map(JsonNode::asText)
                                .collect(Collectors.joining("+")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void namesEveryCodeOfTheCatalogueAndNoOther() {
        Set<String> named = new TreeSet<>();
        Contract.DOCUMENT.findValues("code").stream()
                .flatMap(code -> StreamSupport.stream(code.path("enum").spliterator(), false))
                .forEach(code -> named.add(code.asText()));

        assertThat(named)
                .isEqualTo(
                        Arrays.stream(Problem.values())
                                .map(Problem::code)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** Each code comes with its status, so that who reads only statuses reads no other thing. */
    @Test
    void hasEachCodeUnderItsOwnStatus() {
        Map<String, Integer> statuses =
                Arrays.stream(Problem.values())
                        .collect(Collectors.toMap(Problem::code, it -> it.status().value()));
        for (String operation : Contract.operations().toList()) {
            for (var response : Contract.operation(operation).get("responses").properties()) {
                if (response.getKey().startsWith("4")) {
                    assertThat(codes(response.getValue()))
                            .as(operation + " " + response.getKey())
                            .isNotEmpty()
                            .allSatisfy(code ->
                                    assertThat(statuses)
                                            .containsEntry(
                                                    code, Integer.valueOf(response.getKey())));
                }
            }
        }
    }

    private static List<String> codes(JsonNode response) {
        List<String> codes = new ArrayList<>();
        Contract.resolved(response)
                .findValues("code")
                .forEach(code -> code.path("enum").forEach(it -> codes.add(it.asText())));
        return codes;
    }

    @Test
    void namesEveryKindOfActs() {
        assertThat(
                        Contract.DOCUMENT
                                .at("/components/schemas/What/enum")
                                .valueStream()
                                .map(JsonNode::asText))
                .containsExactlyElementsOf(
                        Arrays.stream(Act.What.values()).map(Act.What::word).toList());
    }

    @Test
    void saysOfEachCallWhatItIsForAndHowElseItMayEnd() {
        List<String> tags = Contract.DOCUMENT.at("/tags").findValuesAsText("name");
        List<String> ids = new ArrayList<>();
        for (String operation : Contract.operations().toList()) {
            JsonNode it = Contract.operation(operation);
            ids.add(it.path("operationId").asText());
            assertThat(it.path("summary").asText()).as(operation).isNotBlank();
            assertThat(tags).as(operation).contains(it.at("/tags/0").asText());
            assertThat(it.at("/responses/default/$ref").asText())
                    .as(operation)
                    .isEqualTo("#/components/responses/Refused");
        }
        assertThat(ids).doesNotHaveDuplicates().doesNotContain("");
    }

    /** A comma in a text that is not quoted ends it, and what is behind is a key of its own. */
    @Test
    void hasNoKeyWithoutAValue() {
        assertThat(Contract.DOCUMENT.toString()).doesNotContain(":null");
    }

    @Test
    void refersToNothingThatIsNotThere() {
        assertThat(Contract.DOCUMENT.findValuesAsText("$ref"))
                .hasSizeGreaterThan(100)
                .allSatisfy(ref ->
                        assertThat(Contract.DOCUMENT.at(ref.substring(1)).isMissingNode())
                                .isFalse());
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void hasExamplesThatAreAsItSays(String body) {
        for (var example : Contract.DOCUMENT.at(body + "/examples").properties()) {
            assertThat(Contract.faults(body + "/schema", example.getValue().get("value")))
                    .as(example.getKey())
                    .isEmpty();
        }
    }

    static Stream<String> bodies() {
        return Stream.of(
                "/paths/~1reports/post/requestBody/content/application~1json",
                "/paths/~1reports/post/responses/202/content/application~1json",
                "/paths/~1enrollment/post/requestBody/content/application~1json",
                "/paths/~1enrollment/post/responses/200/content/application~1json");
    }
}
