package io.eprointake.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.problem.Refused;
import io.eprointake.security.credential.ActivationCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * What people type as a code, what comes in headers, and what identity providers say of people: by
 * somebody who knew the promise and not the code.
 */
class DoorCasesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> CLAIMS = new TypeReference<>() {};

    @ParameterizedTest
    @MethodSource("codes")
    void aCodeIsReadAsItWasMeantOrNotAtAll(JsonNode given) {
        JsonNode input = given.get("input");
        String read =
                input.isTextual()
                        ? ActivationCode.read(input.textValue())
                                .map(code -> code.grouped().replace("-", ""))
                                .orElse(null)
                        : null;

        assertThat(read).isEqualTo(given.get("expect").textValue());
    }

    @ParameterizedTest
    @MethodSource("authorizations")
    void oneTokenIsTakenFromOneHeader(JsonNode given) {
        List<String> headers = new ArrayList<>();
        given.get("headers").forEach(header -> headers.add(header.textValue()));

        String found;
        String token = null;
        try {
            token = BearerToken.of(headers);
            found = token == null ? "none" : "token";
        } catch (Refused refused) {
            found = "refused";
        }

        assertThat(found).isEqualTo(given.get("expect").textValue());
        assertThat(token).isEqualTo(given.path("token").textValue());
    }

    @ParameterizedTest
    @MethodSource("claims")
    void aPersonIsWhatTheClaimsSayOrNobody(JsonNode given) {
        Map<String, Object> claims = JSON.convertValue(given.get("claims"), CLAIMS);
        Caller caller = null;
        try {
            caller =
                    new ClaimsReader(settings(given.get("settings")))
                            .read("a person", claims, Instant.EPOCH);
        } catch (ClaimsReader.Unclear e) {
            // Nobody.
        }

        JsonNode expected = given.get("expect");
        assertThat(caller == null).isEqualTo(expected.isNull());
        if (caller != null) {
            assertThat(caller.role().word()).isEqualTo(expected.get("role").textValue());
            assertThat(caller.scope().sites()).isEqualTo(names(expected.get("sites")));
            assertThat(caller.scope().studies()).isEqualTo(names(expected.get("studies")));
        }
    }

    private static SecurityProperties settings(JsonNode given) {
        Map<String, Object> settings = new HashMap<>();
        Map.of("role_claim", "role", "sites_claim", "sites", "studies_claim", "studies")
                .forEach((from, to) -> {
                    if (given.has(from)) {
                        settings.put("epro.security.claims." + to, given.get(from).textValue());
                    }
                });
        given.path("roles")
                .properties()
                .forEach(role ->
                        settings.put(
                                "epro.security.roles[" + role.getKey() + "]",
                                role.getValue().textValue()));
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("epro.security", Bindable.of(SecurityProperties.class));
    }

    private static @Nullable Set<String> names(JsonNode names) {
        if (names.isNull()) {
            return null;
        }
        Set<String> set = new HashSet<>();
        names.forEach(name -> set.add(name.textValue()));
        return set;
    }

    static Stream<JsonNode> codes() throws IOException {
        return cases("code");
    }

    static Stream<JsonNode> authorizations() throws IOException {
        return cases("authorization");
    }

    static Stream<JsonNode> claims() throws IOException {
        return cases("claims");
    }

    private static Stream<JsonNode> cases(String kind) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(
                        DoorCasesTest.class.getResourceAsStream("/security/door-cases.jsonl"))) {
            List<JsonNode> cases =
                    JSON.readerFor(JsonNode.class).<JsonNode>readValues(file).readAll();
            return cases.stream().filter(it -> it.get("kind").textValue().equals(kind));
        }
    }
}
