package io.eprointake.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a model answered, which is not trusted: what is not of the schema of {@link
 * ChatPrompt} is unreadable as a whole. Words that the patient did not write are no evidence: a
 * symptom that has no other is dropped, a red flag is a possible one, without them.
 */
final class ChatReply {

    /** Also of what a reader sees of the embedded analyzer's. */
    private static final int LONGEST_EVIDENCE = 200;

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    private static final ObjectReader STRICT =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private final String analyzer;
    private final SortedMap<Integer, String> symptoms;

    /**
     * @param analyzer what the analysis says it is from
     * @param symptoms that may be named, by their number
     */
    ChatReply(String analyzer, SortedMap<Integer, String> symptoms) {
        this.analyzer = analyzer;
        this.symptoms = symptoms;
    }

    /**
     * Reads an answer's body.
     *
     * @param narrative what the model was given
     * @throws UnreadableAnswer when it is no such answer
     */
    Analysis read(byte[] answer, String narrative) throws UnreadableAnswer {
        try {
            return analysis(STRICT.readTree(content(STRICT.readTree(answer))), narrative);
        } catch (JsonProcessingException e) {
            // Its message quotes the answer, and the answer quotes the narrative.
            throw new UnreadableAnswer("%d bytes are no JSON".formatted(answer.length));
        } catch (UnreadableAnswer e) {
            throw e;
        } catch (IOException e) {
            throw new UnreadableAnswer("%d bytes cannot be read".formatted(answer.length));
        }
    }

    /** The one whole answer: no refusal, no call of a tool, nothing cut off. */
    private static String content(JsonNode answer) throws UnreadableAnswer {
        JsonNode choices = answer.path("choices");
        check(choices.isArray() && choices.size() == 1, "it has not exactly one choice");
        JsonNode choice = choices.path(0);
        check(choice.path("finish_reason").asText().equals("stop"), "it did not come to its end");
        JsonNode message = choice.path("message");
        check(isNothing(message.path("refusal")), "it is a refusal");
        check(
                isNothing(message.path("tool_calls")) && isNothing(message.path("function_call")),
                "it calls a tool");
        check(message.path("content").isTextual(), "it has no text");
        return message.path("content").textValue();
    }

    /** Servers write what is not there in several ways. */
    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isContainerNode() && node.isEmpty())
                || (node.isTextual() && node.textValue().isEmpty());
    }

    private Analysis analysis(JsonNode findings, String narrative) throws UnreadableAnswer {
        checkFields(findings, Set.of("signals", "red_flags"));
        check(findings.path("signals").isArray(), "signals are no list");
        check(findings.path("red_flags").isArray(), "red_flags are no list");
        Map<Integer, Signal> signals = new LinkedHashMap<>();
        for (JsonNode signal : findings.path("signals")) {
            signal(signal, narrative).ifPresent(it -> signals.putIfAbsent(it.group(), it));
        }
        Map<String, RedFlag> redFlags = new LinkedHashMap<>();
        Map<String, RedFlag> possible = new LinkedHashMap<>();
        for (JsonNode flag : findings.path("red_flags")) {
            checkFields(flag, Set.of("kind", "evidence"));
            String kind = flag.path("kind").asText();
            check(ChatPrompt.RED_FLAGS.containsKey(kind), "a red flag is not known");
            String evidence = evidence(flag, narrative);
            if (evidence == null) {
                possible.putIfAbsent(kind, new RedFlag(kind, ""));
            } else {
                redFlags.putIfAbsent(kind, new RedFlag(kind, evidence));
            }
        }
        possible.keySet().removeAll(redFlags.keySet());
        return new Analysis(
                analyzer,
                signals.values().stream().toList(),
                redFlags.values().stream().toList(),
                possible.values().stream().toList());
    }

    private Optional<Signal> signal(JsonNode signal, String narrative) throws UnreadableAnswer {
        checkFields(signal, Set.of("group", "confidence", "evidence"));
        JsonNode group = signal.path("group");
        JsonNode confidence = signal.path("confidence");
        String symptom =
                group.isIntegralNumber() && group.canConvertToInt()
                        ? symptoms.get(group.intValue())
                        : null;
        check(symptom != null, "a symptom is not known");
        check(confidence.isNumber(), "a confidence is no number");
        double sure = confidence.doubleValue();
        check(sure >= 0 && sure <= 1, "a confidence is not from 0 to 1");
        String evidence = evidence(signal, narrative);
        return symptom == null || evidence == null
                ? Optional.empty()
                : Optional.of(new Signal(group.intValue(), symptom, sure, evidence));
    }

    /**
     * The patient's own words that were quoted, blanks and case apart; null when there are none.
     */
    private static @Nullable String evidence(JsonNode finding, String narrative)
            throws UnreadableAnswer {
        JsonNode quoted = finding.path("evidence");
        check(quoted.isTextual(), "evidence is no text");
        // What is longer is not shown, and need not be looked for.
        String words =
                shortened(BLANKS.matcher(quoted.textValue()).replaceAll(" ").strip()).strip();
        if (words.isEmpty()) {
            return null;
        }
        Pattern anywhere =
                Pattern.compile(
                        BLANKS.splitAsStream(words)
                                .map(Pattern::quote)
                                .collect(Collectors.joining(BLANKS.pattern())),
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        Matcher found = anywhere.matcher(narrative);
        return found.find() ? shortened(found.group()) : null;
    }

    private static String shortened(String words) {
        if (words.length() <= LONGEST_EVIDENCE) {
            return words;
        }
        boolean halves = Character.isHighSurrogate(words.charAt(LONGEST_EVIDENCE - 1));
        return words.substring(0, halves ? LONGEST_EVIDENCE - 1 : LONGEST_EVIDENCE);
    }

    private static void checkFields(JsonNode object, Set<String> names) throws UnreadableAnswer {
        check(
                object.isObject()
                        && object.size() == names.size()
                        && names.stream().allMatch(object::has),
                "a field is missing, or there is one too many");
    }

    private static void check(boolean right, String otherwise) throws UnreadableAnswer {
        if (!right) {
            throw new UnreadableAnswer(otherwise);
        }
    }
}
