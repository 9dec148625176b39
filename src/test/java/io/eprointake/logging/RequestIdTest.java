package io.eprointake.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "7f3b2c54-9c1e-4d0a-8f7e-1234567890ab",
                "Phone.42_x-Y",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void aCallersOwnIsTaken(String id) {
        assertThat(of(List.of(id), List.of(PARENT))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a\tb",
                "a\nb",
                "a=b",
                "\"a\"",
                "a,b",
                "é",
                "王",
                "a%0ab",
                "${jndi:ldap://x}",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void oneThatCouldSayMoreIsNotTaken(String id) {
        assertThat(of(List.of(id), List.of(PARENT))).isEqualTo(TRACE);
        assertThat(of(List.of(id), List.of())).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PARENT,
                "00-" + TRACE + "-00f067aa0ba902b7-00",
                "01-" + TRACE + "-00f067aa0ba902b7-01",
                "cc-" + TRACE + "-00f067aa0ba902b7-01-what-comes-later"
            })
    void aTraceIsTakenWhereThereIsNoId(String parent) {
        assertThat(of(List.of(), List.of(parent))).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ff-" + TRACE + "-00f067aa0ba902b7-01",
                "00-" + TRACE + "-00f067aa0ba902b7-01-more",
                "01-" + TRACE + "-00f067aa0ba902b7-01more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "0-" + TRACE + "-00f067aa0ba902b7-01",
                " " + PARENT,
                TRACE
            })
    void aTraceThatIsNoneIsNotTaken(String parent) {
        assertThat(of(List.of(), List.of(parent))).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    }

    @Test
    void whatIsSaidTwiceSaysNothing() {
        assertThat(of(List.of("a", "b"), List.of(PARENT))).isEqualTo(TRACE);
        assertThat(of(List.of("a", "a"), List.of(PARENT, PARENT))).matches("[0-9a-f]{32}");
    }

    @Test
    void freshOnesDiffer() {
        assertThat(of(List.of(), List.of())).isNotEqualTo(of(List.of(), List.of()));
    }

    private static String of(List<String> ids, List<String> traces) {
        return RequestId.of(Collections.enumeration(ids), Collections.enumeration(traces));
    }
}
