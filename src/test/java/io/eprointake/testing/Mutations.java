package io.eprointake.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Changes reports as apps, keyboards, gateways and chance do. Who gives the seed gets the same. */
public final class Mutations {

    private static final List<String> IDS = List.of("study", "site", "subject");
    private static final List<String> OTHERS =
            List.of(
                    "instrument",
                    "instrument_version",
                    "completed_at",
                    "language",
                    "mode",
                    "responses",
                    "narrative");

    private static final List<String> BLANKS =
            List.of(" ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u200f", "\t", "\r\n", "\u2060");

    private final Random random;
    private final JsonNodeFactory nodes = JsonNodeFactory.instance;

    public Mutations(Random random) {
        this.random = random;
    }

    /** One to four changes that leave it a JSON object with its ids, in one line. */
    public byte[] odd(ObjectNode report) {
        ObjectNode odd = report.deepCopy();
        String more = "";
        for (int i = 0; i <= random.nextInt(4); i++) {
            switch (random.nextInt(8)) {
                case 0 -> odd.set(any(OTHERS), value(0));
                case 1 -> answers(odd).set(item(), value(0));
                case 2 -> odd.put(any(IDS), dressed(odd.path(any(IDS)).asText("x")));
                case 3 -> odd.set(text(1 + random.nextInt(20)), value(0));
                case 4 -> answers(odd).put(item(), dressed(Integer.toString(random.nextInt(6))));
                case 5 -> odd.put("narrative", text(random.nextInt(300)));
                case 6 -> odd.put("completed_at", dressed(odd.path("completed_at").asText()));
                default -> {
                    String again = "\"" + any(OTHERS) + "\":" + written(value(0)) + ",";
                    more = random.nextBoolean() ? again : "\"n\":" + number() + "," + again;
                }
            }
        }
        return ("{" + more + written(odd).substring(1)).getBytes(StandardCharsets.UTF_8);
    }

    /** Another writing of the same content. */
    public byte[] same(ObjectNode report) {
        ObjectNode same = shuffled(report);
        if (random.nextBoolean()) {
            same.put("report_id", same.path("report_id").asText().toUpperCase(Locale.ROOT));
        }
        if (random.nextBoolean()) {
            same.put("app_version", random.nextInt());
        }
        if (random.nextBoolean()) {
            same.put("subject", any(BLANKS) + same.path("subject").asText() + any(BLANKS));
        }
        for (String field : OTHERS) {
            if (!same.has(field) && random.nextBoolean()) {
                same.putNull(field);
            }
        }
        if (same.has("narrative")) {
            String text = same.path("narrative").asText();
            same.put(
                    "narrative",
                    Normalizer.normalize(
                                    text,
                                    random.nextBoolean()
                                            ? Normalizer.Form.NFC
                                            : Normalizer.Form.NFD)
                            .replace("\n", any(List.of("\n", "\r\n", "\r"))));
        }
        if (same.get("responses") instanceof ObjectNode responses) {
            ObjectNode answers = shuffled(responses);
            answers.properties()
                    .forEach(answer -> {
                        if (answer.getValue().isInt() && random.nextBoolean()) {
                            answer.setValue(nodes.textNode(answer.getValue().asText()));
                        } else if (answer.getValue().isInt() && random.nextBoolean()) {
                            answer.setValue(nodes.numberNode(answer.getValue().asDouble()));
                        }
                    });
            same.set("responses", answers);
        }
        String written = written(same);
        if (random.nextBoolean()) {
            written = written.replaceFirst("^\\{", "{ \t ").replace("\":", "\" : ");
        }
        return ((random.nextBoolean() ? "\ufeff" : "") + written).getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode shuffled(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        Collections.shuffle(names, random);
        ObjectNode shuffled = nodes.objectNode();
        names.forEach(name -> shuffled.set(name, object.get(name)));
        return shuffled;
    }

    private ObjectNode answers(ObjectNode report) {
        return report.get("responses") instanceof ObjectNode answers
                ? answers
                : report.putObject("responses");
    }

    private String item() {
        return random.nextInt(4) == 0
                ? text(random.nextInt(30))
                : dressed("PROCTCAE_" + (1 + random.nextInt(80)) + "A_SCL");
    }

    private JsonNode value(int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 8)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(8) - 1);
            case 3 -> nodes.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(40)));
            case 4 -> nodes.textNode(text(random.nextInt(40)));
            case 5 -> nodes.textNode(dressed(any(List.of("Severe", "Never", "3", "self"))));
            case 6 -> {
                ArrayNode array = nodes.arrayNode();
                for (int i = 0; i < random.nextInt(4); i++) {
                    array.add(value(depth + 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = nodes.objectNode();
                for (int i = 0; i < random.nextInt(4); i++) {
                    object.set(text(random.nextInt(5)), value(depth + 1));
                }
                yield object;
            }
        };
    }

    /** As no JSON library writes it. */
    private String number() {
        return switch (random.nextInt(4)) {
            case 0 -> "9".repeat(1 + random.nextInt(2000));
            case 1 -> "1e" + random.nextInt(Integer.MAX_VALUE);
            case 2 -> "-0." + "0".repeat(random.nextInt(500)) + "1E-999999999999";
            default -> "[".repeat(200) + "]".repeat(200);
        };
    }

    private String dressed(String text) {
        String dressed = random.nextBoolean() ? text + any(BLANKS) : any(BLANKS) + text;
        return random.nextBoolean() ? dressed : wide(dressed);
    }

    private static String wide(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars().map(c -> c > ' ' && c < 0x7f ? c + 0xfee0 : c).forEach(wide::appendCodePoint);
        return wide.toString();
    }

    /** Any UTF-16, halves of pairs and NULs among it. */
    private String text(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(
                    (char)
                            switch (random.nextInt(6)) {
                                case 0 -> random.nextInt(0x20);
                                case 1 -> 0xd800 + random.nextInt(0x800);
                                case 2 -> random.nextInt(0x10000);
                                default -> ' ' + random.nextInt(0x5f);
                            });
        }
        return text.toString();
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String written(JsonNode node) {
        try {
            return Client.JSON
                    .writer()
                    .with(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
