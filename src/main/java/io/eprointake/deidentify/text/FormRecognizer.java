package io.eprointake.deidentify.text;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds what {@code recognizers.yaml} lists. One pass looks for the triggers, and only where one
 * stands are its patterns tried: most words pay for a look into a table.
 */
final class FormRecognizer implements Recognizer {

    private static final int BITS = 13;

    /** What makes a run one to look at that begins with no trigger. */
    private static final long LOUD = Runs.DIGITS | Runs.JOINED | Runs.WIDE;

    /** Triggers that are no text. */
    private static final Set<String> SORTS = Set.of("digit", "mixed", "pair");

    private record Sheet(Map<String, String> parts, List<Form> recognizers) {}

    /**
     * @param openings with which of them it begins; whichever, if there is none
     */
    private record Trial(Form form, Pattern pattern, List<String> openings) {

        boolean mayBe(TextPage page, int at, int row) {
            return form.mayBe(page, at, row) && (openings.isEmpty() || opens(page, at));
        }

        private boolean opens(TextPage page, int at) {
            for (String opening : openings) {
                if (opens(page, at, opening)) {
                    return true;
                }
            }
            return false;
        }

        /** Case aside; a blank is one or two blanks or points. */
        private static boolean opens(TextPage page, int from, String opening) {
            int at = from;
            for (int i = 0; i < opening.length(); i++, at++) {
                char c = opening.charAt(i);
                boolean same = lower(page.at(at)) == lower(c);
                if (c == ' ' && Links.in(page.at(at), " .")) {
                    same = true;
                    at += Links.in(page.at(at + 1), " .") ? 1 : 0;
                }
                if (!same) {
                    return false;
                }
            }
            return true;
        }

        private static char lower(char c) {
            return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
        }
    }

    private final List<List<Trial>> byDigit;
    private final List<Trial> mixed;
    private final List<Trial> pair;

    /** The first is of what is no trigger. */
    private final List<List<Trial>> byTrigger = new ArrayList<>();

    /** From the key of a word, or a Chinese character, to its place in {@code byTrigger}. */
    private final WordTable triggers = new WordTable();

    /** One bit for each of them: most words and characters are told by it. */
    private final BitSet perhaps = new BitSet(1 << BITS);

    FormRecognizer(String resource) {
        Sheet sheet = read(resource);
        Map<String, List<Trial>> trials = new HashMap<>();
        for (Form form : sheet.recognizers()) {
            Pattern started = form.compiled(sheet.parts(), List.of());
            form.starts().stream()
                    .collect(Collectors.groupingBy(FormRecognizer::first))
                    .forEach((first, starts) -> {
                        List<String> openings = SORTS.contains(first) ? List.of() : starts;
                        add(trials, first, new Trial(form, started, openings));
                    });
            form.cues().stream()
                    .collect(Collectors.groupingBy(FormRecognizer::first))
                    .forEach((first, cues) -> {
                        Pattern announced = form.compiled(sheet.parts(), cues);
                        add(trials, first, new Trial(form, announced, cues));
                    });
        }
        List<Trial> any = Objects.requireNonNullElse(trials.remove("digit"), List.of());
        byDigit = IntStream.range(0, 10).mapToObj(digit -> digit(trials, digit, any)).toList();
        mixed = Objects.requireNonNullElse(trials.remove("mixed"), List.of());
        pair = Objects.requireNonNullElse(trials.remove("pair"), List.of());
        byTrigger.add(List.of());
        trials.forEach((trigger, all) -> {
            triggers.add(key(trigger), byTrigger.size());
            perhaps.set(bit(key(trigger)));
            byTrigger.add(all);
        });
    }

    private static List<Trial> digit(Map<String, List<Trial>> trials, int digit, List<Trial> any) {
        List<Trial> of = trials.remove(String.valueOf(digit));
        return of == null ? any : Stream.concat(any.stream(), of.stream()).toList();
    }

    private static void add(Map<String, List<Trial>> trials, String trigger, Trial trial) {
        trials.computeIfAbsent(trigger, _ -> new ArrayList<>()).add(trial);
    }

    /** The word, or the sign, that a start or a cue begins with. */
    private static String first(String cue) {
        var page = new TextPage(cue);
        return cue.substring(0, Math.max(page.letters(0), 1)).toLowerCase(Locale.ROOT);
    }

    private static long key(String trigger) {
        char c = trigger.charAt(0);
        return TextPage.fold(c) == 0 ? c : TextPage.key(trigger);
    }

    @Override
    public void find(TextPage page, FoundSpans found) {
        Runs runs = page.runs();
        int at = 0;
        for (int run = 0; run < runs.size(); run++) {
            int from = runs.from(run);
            if (at <= from && !runs.has(run, LOUD) && !perhaps.get(bit(runs.key(run)))) {
                continue;
            }
            at = Math.max(at, run == 0 ? 0 : runs.to(run - 1));
            at = runs.has(run, Runs.WIDE) ? characters(page, at, from, found) : Math.max(at, from);
            if (at < runs.to(run)) {
                at = run(page, at, runs, run, found);
            }
        }
        if (runs.ends(Runs.WIDE)) {
            int last = runs.size() == 0 ? 0 : runs.to(runs.size() - 1);
            characters(page, Math.max(at, last), page.length(), found);
        }
    }

    /** Looks at what is no letter of ours and no digit; where it goes on. */
    private int characters(TextPage page, int from, int to, FoundSpans found) {
        int at = from;
        while (at < to) {
            char c = page.at(at);
            int end = c < 0x3007 ? TextPage.NONE : tried(triggered(c), page, at, found);
            at = Math.max(end, at + 1);
        }
        return at;
    }

    private List<Trial> triggered(long key) {
        return perhaps.get(bit(key)) ? byTrigger.get((int) triggers.get(key)) : List.of();
    }

    private static int bit(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - BITS));
    }

    private int run(TextPage page, int from, Runs runs, int run, FoundSpans found) {
        int end = runs.to(run);
        boolean digits = runs.digits(run);
        if (digits ? page.letter(from - 1) : page.digit(from - 1)) {
            return end;
        }
        int last = end;
        if (digits) {
            last = tried(byDigit.get(page.at(from) - '0'), page, from, found);
        } else {
            long key = from == runs.from(run) ? runs.key(run) : page.key(from, end);
            last = tried(triggered(key), page, from, found);
        }
        if (!digits && page.digit(end)) {
            last = Math.max(last, tried(mixed, page, from, found));
        }
        if (page.word(from + 1) && (page.is(from + 2, ':') || page.is(from + 2, '-'))) {
            last = Math.max(last, tried(pair, page, from, found));
        }
        return Math.max(last, end);
    }

    private static int tried(List<Trial> trials, TextPage page, int at, FoundSpans found) {
        int end = TextPage.NONE;
        int row = trials.isEmpty() ? 0 : Form.row(page, at);
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            if (trial.mayBe(page, at, row)) {
                end = Math.max(end, trial.form().find(page, at, trial.pattern(), found));
            }
        }
        return end;
    }

    private static Sheet read(String resource) {
        try (InputStream in = FormRecognizer.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource);
            }
            return YAMLMapper.builder()
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .build()
                    .readValue(in, Sheet.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
