package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Phrases.Span;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether words are denied: by what stands before them ("no nausea", "没有发烧"), by a list that
 * began denied ("no nausea, vomiting or fever"), or by what follows ("nausea: none").
 *
 * <p>"No longer" and "stopped" deny nothing: who says so had it.
 */
final class Negation {

    /** Characters before and behind that are looked at. */
    private static final int REACH = 80;

    private static final String DENIAL =
            "(?:no|not|non|never|without|dont|didnt|doesnt|wasnt|isnt|arent|aint|havent|hasnt|hadnt"
                    + "|werent|wont|wouldnt|nor|neither|none|denies|denied|deny|free of|free from"
                    + "|absence of|negative for|nothing like|zero|cant say i have|do not|did not|have not"
                    + "|has not|am not|was not|is not|were not)";
    private static final String PASSES =
            "(?:any|real|major|significant|noticeable|severe|serious|bad|signs?|of|symptoms?|the|a"
                    + "|an|my|feel|feeling|felt|had|have|having|experience|experienced|experiencing|been"
                    + "|be|being|get|getting|got|gotten|notice|noticed|suffer|suffered|from|really|very"
                    + "|so|too|as|that|much|at all|all|yet|ever|to|particularly|particular|more|actually"
                    + "|even|caused?|causes|me|cause|with|i|complaints?|problems?|issues?|or|thoughts"
                    + "|suicidal|sexual|bouts?|episodes?|feelings?|intention|plans?|wanting|want"
                    + "|additional|other|further|increased|increase|in|side effects?|such|like|made"
                    + "|make|makes|one|bit|hint|trace|single)";
    private static final Pattern ENGLISH =
            Pattern.compile(
                    "(?:^|.* )(?<denial>" + DENIAL + ") (?!longer )(?:" + PASSES + " ){0,5}$");
    private static final Pattern ENGLISH_AFTER =
            Pattern.compile(
                    "^(?: free\\b.*| (?:, |is |was |are |were )?(?:none|no|nil|negative))$");
    private static final Pattern ENGLISH_LINE_AFTER =
            Pattern.compile(" (?:, |is |was |are |were )?(?:none|nil)");
    private static final Pattern OR = Pattern.compile("\\bn?or\\b");
    private static final Pattern ENGLISH_LIST = Pattern.compile("^ ?(?:,|or|nor|and|any|no| )* ?$");
    private static final Pattern ENGLISH_LIST_GOES_ON =
            Pattern.compile(" (?:,|or|nor|and)\\b| ,|$");

    private static final Pattern CHINESE =
            Pattern.compile(
                    ".*(?<denial>没有|没|沒有|沒|未|无|無|不伴|否认|不曾|从不|从未|毫无|不是|不|别|勿)"
                            + "(?:出现|有|感到|感觉|感|觉得|什么|任何|明显|过|再|发生|伴|见|怎么|太|会|的|得|是"
                            + "|任|一点|啥|到|因|大|特别){0,3}");
    private static final Pattern CHINESE_AFTER =
            Pattern.compile(
                    "^(?:的?(?:现象|症状|情况|感觉)|[^,]{0,6}(?:都|也|倒))?(?<denial>没有|没|无)了?(?:[,、].*)?$");
    private static final Pattern CHINESE_LINE_AFTER =
            Pattern.compile("[^,得]{0,6}(?:都|也|倒)(?:没有|(?:没|无)(?!有))了?");
    private static final Pattern CHINESE_LIST = Pattern.compile("^(?:、|和|及|或|与|以及|或者|也)+$");

    private Negation() {}

    static boolean denied(Sentence sentence, Span span) {
        return deniedBefore(sentence, span) || deniedBehind(sentence, span);
    }

    private static boolean deniedBefore(Sentence sentence, Span span) {
        Pattern denial = sentence.language() == Language.CHINESE ? CHINESE : ENGLISH;
        int from = Math.max(0, span.start() - REACH);
        Matcher before = denial.matcher(sentence.plain().substring(from, span.start()));
        return before.matches()
                && LineEnds.reaches(
                        sentence,
                        from + before.start("denial"),
                        from + before.end("denial"),
                        span.start());
    }

    private static boolean deniedBehind(Sentence sentence, Span span) {
        String plain = sentence.plain();
        boolean chinese = sentence.language() == Language.CHINESE;
        String behind = plain.substring(span.end(), Math.min(plain.length(), span.end() + REACH));
        Matcher after = (chinese ? CHINESE_AFTER : ENGLISH_AFTER).matcher(behind);
        if (after.matches()) {
            return !chinese
                    || LineEnds.goesOn(sentence, span.end(), span.end() + after.start("denial"));
        }
        Integer end = sentence.breaks().ceiling(span.end());
        return end != null
                && (chinese ? CHINESE_LINE_AFTER : ENGLISH_LINE_AFTER)
                        .matcher(plain.substring(span.end()))
                        .useTransparentBounds(true)
                        .region(0, end - span.end())
                        .matches();
    }

    /** Whether this only carries on the list that was denied until there. */
    static boolean carriesOn(Sentence sentence, int deniedUntil, Span span) {
        String plain = sentence.plain();
        boolean broken = sentence.broken(deniedUntil, span.start());
        if (span.start() <= deniedUntil) {
            return span.start() < deniedUntil || !broken;
        }
        String between = plain.substring(deniedUntil, span.start());
        if (sentence.language() == Language.CHINESE) {
            return CHINESE_LIST.matcher(between).matches()
                    || (between.equals(",") && plain.indexOf("等", span.end()) >= 0);
        }
        // Two lines are a list only when a word says so.
        boolean ends = OR.matcher(between).find() && sentence.broken(span.end(), span.end());
        return ENGLISH_LIST.matcher(between).matches()
                && !(broken && between.isBlank())
                && (ends || ENGLISH_LIST_GOES_ON.matcher(plain.substring(span.end())).lookingAt());
    }
}
