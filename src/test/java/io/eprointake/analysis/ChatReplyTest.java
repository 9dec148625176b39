package io.eprointake.analysis;

import static io.eprointake.testing.FakeChat.findings;
import static io.eprointake.testing.FakeChat.redFlag;
import static io.eprointake.testing.FakeChat.signal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.testing.FakeChat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatReplyTest {

    private static final String NARRATIVE =
            "I feel sick all\nday, and 胸口有点疼. Maybe I am *tired* (very).";

    private static final Map<String, Object> ONE =
            Map.of("finish_reason", "stop", "message", Map.of("content", FakeChat.NOTHING));

    private final ChatReply reply =
            new ChatReply("chat:m", new TreeMap<>(Map.of(9, "Nausea", 53, "Fatigue")));

    @Test
    void findingsAreReadWithThePatientsOwnWords() throws UnreadableAnswer {
        Analysis analysis =
                reading(
                        findings(
                                List.of(
                                        signal(9, 0.9, "i feel sick  all day"),
                                        signal(53, 1, "*tired* (very)"),
                                        signal(9, 0.1, "sick")),
                                List.of(redFlag("chest_pain", "胸口有点疼"))));

        assertThat(analysis)
                .isEqualTo(
                        new Analysis(
                                "chat:m",
                                List.of(
                                        new Signal(9, "Nausea", 0.9, "I feel sick all\nday"),
                                        new Signal(53, "Fatigue", 1, "*tired* (very)")),
                                List.of(new RedFlag("chest_pain", "胸口有点疼"))));
    }

    @Test
    void wordsThatThePatientDidNotWriteAreNoEvidence() throws UnreadableAnswer {
        Analysis analysis =
                reading(
                        findings(
                                List.of(signal(9, 0.9, "I threw up"), signal(53, 0.9, " ")),
                                List.of(
                                        redFlag("fever", "39 degrees"),
                                        redFlag("chest_pain", "my chest hurts"),
                                        redFlag("chest_pain", "胸口有点疼"))));

        assertThat(analysis.signals()).isEmpty();
        assertThat(analysis.redFlags()).containsExactly(new RedFlag("chest_pain", "胸口有点疼"));
        assertThat(analysis.possibleRedFlags()).containsExactly(new RedFlag("fever", ""));
    }

    @Test
    void longEvidenceIsCutBetweenCharacters() throws UnreadableAnswer {
        String words = "a".repeat(199) + "😷" + "b".repeat(50);

        Analysis analysis =
                reply.read(
                        FakeChat.answer(findings(List.of(signal(9, 1, words)), List.of()))
                                .getBytes(UTF_8),
                        words);

        assertThat(analysis.signals().getFirst().evidence()).isEqualTo("a".repeat(199));
    }

    @Test
    void aQuotationWithoutEndIsReadLikeAnother() throws UnreadableAnswer {
        String narrative = "so sick ".repeat(20_000);
        String content = findings(List.of(signal(9, 1, narrative)), List.of());

        Analysis analysis = reply.read(FakeChat.answer(content).getBytes(UTF_8), narrative);

        assertThat(analysis.signals().getFirst().evidence())
                .isEqualTo("so sick ".repeat(25).strip());
    }

    @Test
    void whatServersSayBesidesIsPassedOver() throws UnreadableAnswer {
        String answer =
                """
                {"choices": [{"finish_reason": "stop", "logprobs": null, "message": {"refusal": null, \
                "tool_calls": [], "function_call": null, "content": "{\\"signals\\": [], \\"red_flags\\": []}"}}], "x": 1}
                """;

        assertThat(reply.read(answer.getBytes(UTF_8), NARRATIVE).signals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "There is nothing.",
                "null",
                "[]",
                "\"nothing\"",
                "{\"signals\": []}",
                "{\"signals\": [], \"red_flags\": [], \"note\": \"\"}",
                "{\"signals\": [], \"red_flags\": []} and so on",
                "{\"signals\": [], \"red_flags\": []}{}",
                "```json\n{\"signals\": [], \"red_flags\": []}\n```",
                "{\"signals\": [], \"signals\": [], \"red_flags\": []}",
                "{\"signals\": {}, \"red_flags\": []}",
                "{\"signals\": [], \"red_flags\": null}",
                "{\"signals\": [7], \"red_flags\": []}",
                "{\"signals\": [], \"red_flags\": [\"fever\"]}",
                "{\"signals\": [], \"red_flags\": [{\"kind\": \"sadness\", \"evidence\": \"day\"}]}",
                "{\"signals\": [], \"red_flags\": [{\"kind\": \"fever\", \"evidence\": 39}]}",
                "{\"signals\": [], \"red_flags\": [{\"kind\": \"fever\"}]}",
                "{\"signals\": [{\"group\": 9, \"confidence\": 0.5}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 10, \"confidence\": 0.5, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": \"9\", \"confidence\": 0.5, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 9.5, \"confidence\": 0.5, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 4294967305, \"confidence\": 0.5, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 9, \"confidence\": \"0.5\", \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 9, \"confidence\": 1.01, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 9, \"confidence\": -0.1, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 9, \"confidence\": 1e999, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [{\"group\": 9, \"confidence\": NaN, \"evidence\": \"day\"}], \"red_flags\": []}",
                "{\"signals\": [], \"red_flags\": [",
            })
    void contentThatIsNotOfTheSchemaIsUnreadable(String content) {
        assertUnreadable(FakeChat.answer(content));
    }

    static Stream<String> answers() {
        var nothing = Map.<String, Object>of("content", FakeChat.NOTHING);
        return Stream.of(
                "",
                "<html>I am no answer</html>",
                "[]",
                "{}",
                "{\"choices\": {}}",
                "{\"error\": {\"message\": \"sorry\"}}",
                FakeChat.answer(FakeChat.NOTHING) + "{}",
                FakeChat.completion(List.of()),
                FakeChat.completion(List.of(ONE, ONE)),
                FakeChat.answer("length", nothing),
                FakeChat.answer("content_filter", nothing),
                FakeChat.answer("tool_calls", nothing),
                FakeChat.answer("", nothing),
                FakeChat.completion(List.of(Map.of("message", nothing))),
                FakeChat.answer("stop", Map.of()),
                FakeChat.answer("stop", Map.of("content", List.of(Map.of("type", "text")))),
                FakeChat.answer(
                        "stop", Map.of("content", FakeChat.NOTHING, "refusal", "I must not")),
                FakeChat.answer(
                        "stop",
                        Map.of(
                                "content",
                                FakeChat.NOTHING,
                                "tool_calls",
                                List.of(Map.of("id", "1")))),
                FakeChat.answer(
                        "stop",
                        Map.of("content", FakeChat.NOTHING, "function_call", Map.of("name", "f"))));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whatIsNotOneWholeAnswerIsUnreadable(String answer) {
        assertUnreadable(answer);
    }

    private void assertUnreadable(String answer) {
        assertThatThrownBy(() -> reply.read(answer.getBytes(UTF_8), NARRATIVE))
                .isInstanceOf(UnreadableAnswer.class)
                .hasNoCause();
    }

    private Analysis reading(String content) throws UnreadableAnswer {
        return reply.read(FakeChat.answer(content).getBytes(UTF_8), NARRATIVE);
    }
}
