package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What a model behind chat completions answers, and what it was asked. */
public final class FakeChat {

    /** Of a model that was persuaded, or found nothing. */
    public static final String NOTHING = findings(List.of(), List.of());

    private FakeChat() {}

    /** The answer's body: one choice that came to its end. */
    public static String answer(String content) {
        return answer("stop", Map.of("role", "assistant", "content", content));
    }

    /** The answer's body. */
    public static String answer(String finish, Map<String, Object> message) {
        return completion(List.of(Map.of("index", 0, "finish_reason", finish, "message", message)));
    }

    /** The answer's body. */
    public static String completion(List<?> choices) {
        return json(
                Map.of(
                        "id",
                        "chatcmpl-1",
                        "object",
                        "chat.completion",
                        "created",
                        1_790_000_000,
                        "model",
                        "fake",
                        "usage",
                        Map.of("total_tokens", 1),
                        "choices",
                        choices));
    }

    /** The content of an answer. */
    public static String findings(List<?> signals, List<?> redFlags) {
        return json(Map.of("signals", signals, "red_flags", redFlags));
    }

    public static Map<String, Object> signal(int group, double confidence, String evidence) {
        return Map.of("group", group, "confidence", confidence, "evidence", evidence);
    }

    public static Map<String, Object> redFlag(String kind, String evidence) {
        return Map.of("kind", kind, "evidence", evidence);
    }

    private static String json(Object value) {
        return new String(Client.json(value), UTF_8);
    }

    /** What a message of a call says, for example that of the {@code user}. */
    public static List<String> messages(JsonNode call, String role) {
        return call.at("/messages")
                .valueStream()
                .filter(message -> message.path("role").asText().equals(role))
                .map(message -> message.path("content").asText())
                .toList();
    }
}
