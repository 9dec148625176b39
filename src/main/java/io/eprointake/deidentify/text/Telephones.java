package io.eprointake.deidentify.text;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Telephones as the plans of all countries have them: written with their country, or as they are
 * dialled within one of some regions. The library that knows the plans is slow and takes many a
 * number for a telephone, so it is asked only about what is written like one.
 */
final class Telephones implements Recognizer {

    /** Where the patients are of a study that does not say it. */
    static final List<String> USUAL = List.of("US", "CN", "GB", "DE", "FR");

    /** The longest there are: ITU-T E.164. */
    private static final int MOST = 15;

    private static final int LEAST = 7;

    /** How far before a local number the word may be that makes it one. */
    private static final int CALLING = 48;

    /** As North America has them, given or made up. */
    private static final Pattern AMERICAN =
            Pattern.compile(
                    "(?:1[- .–‑\\u00a0])?(?:\\([2-9]\\d{2}\\)[ \\u00a0]{0,4}-?|[2-9]\\d{2}[- .–‑\\u00a0])"
                            + "\\d{3}[- .–‑\\u00a0]\\d{4}(?![A-Za-z0-9]|-\\d)");

    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    private record Region(String code, String prefix) {}

    private final List<Region> regions;

    /**
     * @param regions codes of ISO 3166
     * @throws IllegalArgumentException when one of them has no telephones
     */
    Telephones(Collection<String> regions) {
        this.regions = regions.stream().map(Telephones::region).toList();
    }

    static boolean knows(String region) {
        return PLANS.getSupportedRegions().contains(region);
    }

    private static Region region(String code) {
        if (!knows(code)) {
            throw new IllegalArgumentException("no region with telephones: " + code);
        }
        @Nullable String prefix = PLANS.getNddPrefixForRegion(code, true);
        return new Region(code, prefix == null ? "" : prefix);
    }

    @Override
    public void find(TextPage page, FoundSpans found) {
        Runs runs = page.runs();
        if (runs.figures() < LEAST) {
            return;
        }
        int next = 0;
        for (int run = 0; run < runs.size(); run++) {
            if (runs.digits(run)) {
                int from = opened(page, runs.from(run));
                int end = american(page, from, runs.to(run));
                if (end != TextPage.NONE) {
                    found.add(from, extension(page, end), Kind.PHONE);
                    next = Math.max(next, end);
                } else if (runs.from(run) >= next) {
                    next = telephone(page, Math.max(next, from), found);
                }
            }
        }
    }

    /** The end of a number that begins here with digits up to another place. */
    private static int american(TextPage page, int from, int digits) {
        int length = digits - from;
        boolean perhaps =
                length > 0
                        && length < 5
                        && Links.in(page.at(digits), "-). .–‑\u00a0")
                        && !page.word(from - 1);
        if (!perhaps) {
            return TextPage.NONE;
        }
        Matcher matcher = Form.matcher(AMERICAN, page.read(), from);
        boolean number = matcher.lookingAt() && !English.measure(page, page.spaces(matcher.end()));
        return number ? matcher.end() : TextPage.NONE;
    }

    /** Where the plus or the bracket is that digits may have before them. */
    private static int opened(TextPage page, int digits) {
        int from = page.is(digits - 1, '(') ? digits - 1 : digits;
        return page.is(from - 1, '+') ? from - 1 : from;
    }

    /** Tries what begins here, or else what does after its plus or bracket; where it goes on. */
    private int telephone(TextPage page, int from, FoundSpans found) {
        if (!begins(page, from)) {
            return page.digit(from)
                    ? page.digits(from, Integer.MAX_VALUE)
                    : telephone(page, from + 1, found);
        }
        DigitGroups groups = DigitGroups.at(page, from);
        if (groups.digits() == 0) {
            return telephone(page, from + 1, found);
        }
        if (groups.digits() >= LEAST && groups.digits() <= MOST + 2) {
            telephone(page, groups, found);
        }
        return groups.end();
    }

    private static boolean begins(TextPage page, int at) {
        if (page.is(at, '+')) {
            return !page.word(at - 1);
        }
        boolean goesOn = Links.in(page.at(at - 1), "-./,:_#") && page.word(at - 2);
        return !page.word(at - 1) && !goesOn;
    }

    private void telephone(TextPage page, DigitGroups groups, FoundSpans found) {
        int from = groups.from();
        int end = groups.end();
        if (international(page, groups)) {
            found.add(from, extension(page, end), Kind.PHONE);
            return;
        }
        boolean more =
                page.word(end)
                        || (Links.in(page.at(end), "-/.,:_%") && page.word(end + 1))
                        || page.is(end, '%');
        boolean no =
                more
                        || groups.isClock()
                        || DatesInText.numeric(page, from) != TextPage.NONE
                        || English.measure(page, page.spaces(end));
        if (no) {
            return;
        }
        String written = page.text(from, end);
        if ((written.startsWith("00") && valid("+" + written.substring(2), null))
                || national(written, groups)
                || (local(written, groups) && calling(page, from))) {
            found.add(from, extension(page, end), Kind.PHONE);
        }
    }

    /** A plus says it, whether or not the number was ever given to anybody. */
    private static boolean international(TextPage page, DigitGroups groups) {
        return page.is(groups.from(), '+')
                && groups.digits() > LEAST
                && groups.digits() <= MOST
                && !page.word(groups.end());
    }

    /** Whether somebody may be called so, if the sentence speaks of calling. */
    private static boolean local(String written, DigitGroups groups) {
        boolean formed = groups.count() > 1 || (groups.digits() == 7 && written.charAt(0) > '1');
        return formed && groups.isEven();
    }

    private boolean national(String written, DigitGroups groups) {
        String digits = written.startsWith("(") ? written.substring(1) : written;
        for (Region region : regions) {
            boolean dialled =
                    region.prefix().isEmpty()
                            ? groups.count() > 2
                            : digits.startsWith(region.prefix())
                                    && (groups.count() > 1
                                            || (groups.digits() > 9 && written.startsWith("0")));
            if (dialled && groups.isEven() && valid(written, region.code())) {
                return true;
            }
        }
        return false;
    }

    private static boolean valid(String written, @Nullable String region) {
        try {
            return PLANS.isValidNumber(PLANS.parse(written, region));
        } catch (NumberParseException none) {
            return false;
        }
    }

    /** Whether a word of calling stands before this, in the same sentence. */
    private static boolean calling(TextPage page, int from) {
        int end = from;
        while (end > 0 && from - end < CALLING) {
            int start = end;
            while (start > 0 && from - start < CALLING && page.letter(start - 1)) {
                start--;
            }
            int known = start == end ? 0 : English.of(page.key(start, end));
            boolean stop = page.is(end, '.') && (known & English.TITLE) == 0 && end - start > 1;
            if (stop || (known & English.CALLING) != 0) {
                return !stop;
            }
            if (Links.in(page.at(start - 1), ";?!\n。；？！")) {
                return false;
            }
            end = start == end ? end - 1 : start;
        }
        return false;
    }

    private static int extension(TextPage page, int from) {
        int at = page.spaces(from);
        at = page.is(at, ',') ? page.spaces(at + 1) : at;
        int word = page.letters(at);
        boolean said =
                page.is(at, "ext") || (page.is(at, 'x') && word == at + 1) || page.is(at, "转");
        if (!said) {
            return from;
        }
        int digits = page.is(at, "转") ? at + 1 : word;
        digits = page.spaces(page.is(digits, '.') ? digits + 1 : digits);
        int end = page.digits(digits, 6);
        return end > digits ? end : from;
    }
}
