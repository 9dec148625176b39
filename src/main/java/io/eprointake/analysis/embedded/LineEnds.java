package io.eprointake.analysis.embedded;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells where a denial reaches over a line's end. "I have no" goes on in the next line; "nausea
 * no", "no problems" and "not really" may be all there is to it, and what the next line says is
 * then not denied. In doubt it ends: a denial too few is a question to the patient, one too many a
 * red flag that nobody sees.
 */
final class LineEnds {

    /** What may be an answer to what stands before it, or begin what is denied. */
    private static final Set<String> MAY_ANSWER =
            Set.of("no", "not", "non", "never", "zero", "denied");

    /** What is an answer, or refers back. */
    private static final Set<String> ANSWERS = Set.of("none", "neither");

    /** Without the verb that follows it this is an answer: "now I don't". */
    private static final Pattern AUXILIARY = Pattern.compile("(?:do|did|does|wo|would)(?:nt| not)");

    private static final Pattern VERB =
            Pattern.compile(
                    "(?:have|feel|experience|be|get|notice|suffer|cause|make|want|even|ever|really)\\b");

    /** Before "no": it is no answer to that. */
    private static final Pattern LEADS =
            Pattern.compile(
                    "(?:^|, |\\b(?:i|he|she|we|they|it|patient|have|has|had|having|ive|im|is|are|was|were|am|be"
                            + "|been|do|did|does|there|theres|with|and|or|but|because|that|of|to|got|get"
                            + "|getting|feel|feels|felt|feeling|experienced|reports?|still|also|far|now"
                            + "|today|yesterday|currently|absolutely|definitely|really|week|day|night|see"
                            + "|notice|noticed|could|would|should|will|can) )$");

    /** Ends of a line that the next must go on with. */
    private static final Pattern OPEN =
            Pattern.compile(
                    "\\b(?:any|the|a|an|my|of|with|from|to|in|have|had|having|feel|feeling|felt|experience"
                            + "|experienced|experiencing|been|be|being|get|getting|got|gotten|notice"
                            + "|noticed|very|such|like|as|that|or|even|caused?|causes|make|made|makes"
                            + "|want|wanting|i|no (?:real|major|significant|noticeable|severe|serious"
                            + "|bad|particular|other|further|additional|increased?|single))$");

    /** Beginnings of a line that go on with the one before. */
    private static final Pattern GOES_ON =
            Pattern.compile("(?:of|with|or|nor|and|from|to|in|like|such|as|than|that)\\b");

    private static final Pattern CHINESE_LEADS =
            Pattern.compile("(?:^|[,、.我你他她者人并但而且就暂天日周月年晚早来后时间前在今]|(?:^|[,、.])[也都]|一直|至今|目前|还是)$");

    /** Ends of a denial after which nothing need follow. */
    private static final Pattern CHINESE_CLOSED =
            Pattern.compile("(?:什么|啥|过|感觉|怎么|会|到|得|大|特别|太|一点|不明显|不见)$");

    private LineEnds() {}

    /**
     * Whether a denial reaches over every line's end between it and what it would deny.
     *
     * @param from where it begins in the sentence's plain words
     * @param behind behind its own words; those that it may pass follow
     * @param to where what it would deny begins
     */
    static boolean reaches(Sentence sentence, int from, int behind, int to) {
        String plain = sentence.plain();
        if (sentence.language() == Language.CHINESE) {
            return sentence.breaks().subSet(from + 1, true, to, true).stream()
                    .allMatch(end ->
                            CHINESE_LEADS.matcher(plain.substring(0, from)).find()
                                    && !CHINESE_CLOSED.matcher(plain.substring(from, end)).find());
        }
        return sentence.breaks().subSet(behind, true, to, true).stream()
                .allMatch(end -> reaches(plain, from, behind, end));
    }

    private static boolean reaches(String plain, int from, int behind, int end) {
        String next = plain.substring(end + 1);
        if (GOES_ON.matcher(next).lookingAt()) {
            return true;
        }
        String said = plain.substring(from, end);
        if (next.startsWith("i ")) {
            return false;
        }
        return end == behind
                ? opens(plain.substring(0, from), said, next)
                : OPEN.matcher(said).find();
    }

    /** Whether every line that ends between the two Chinese words goes on in the next. */
    static boolean goesOn(Sentence sentence, int from, int denial) {
        String plain = sentence.plain();
        return sentence.breaks().subSet(from, true, denial, false).stream()
                .allMatch(end ->
                        "都也倒".indexOf(plain.charAt(end)) >= 0
                                || "、和及或与".indexOf(plain.charAt(end - 1)) >= 0);
    }

    private static boolean opens(String before, String denial, String next) {
        if (AUXILIARY.matcher(denial).matches()) {
            return VERB.matcher(next).lookingAt();
        }
        return !ANSWERS.contains(denial)
                && (!MAY_ANSWER.contains(denial) || LEADS.matcher(before).find());
    }
}
