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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds what {@code recognizers.yaml} lists. One pass looks for the triggers, and only where one
 * stands are its patterns tried: most words pay for a look into a table.
 */
final class FormRecognizer implements Recognizer {

    /** How far from a trigger the digits and the sign are that a recognizer says it has. */
    static final int NEAR = 48;

    /** The most digits that a recognizer says it has. */
    private static final int MOST_DIGITS = 15;

    private static final int BITS = 13;

    private record Sheet(Map<String, String> parts, List<Form> recognizers) {}

    private record Trial(Form form, Pattern pattern) {}

    private final List<List<Trial>> byDigit;
    private final List<Trial> mixed;
    private final List<Trial> pair;

    /** The first is of what is no trigger. */
    private final List<List<Trial>> byTrigger = new ArrayList<>();

    /** From the key of a word, or a Chinese character, to its place in {@code byTrigger}. */
    private final Table triggers = new Table();

    /** One bit for each of them: most words and characters are told by it. */
    private final BitSet perhaps = new BitSet(1 << BITS);

    FormRecognizer(String resource) {
        Sheet sheet = read(resource);
        Map<String, List<Trial>> trials = new HashMap<>();
        for (Form form : sheet.recognizers()) {
            form.starts()
                    .forEach(start ->
                            add(
                                    trials,
                                    start,
                                    new Trial(form, form.compiled(sheet.parts(), List.of()))));
            form.cues().stream()
                    .collect(Collectors.groupingBy(FormRecognizer::first))
                    .forEach((first, cues) ->
                            add(
                                    trials,
                                    first,
                                    new Trial(form, form.compiled(sheet.parts(), cues))));
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
        trials.computeIfAbsent(trigger.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(trial);
    }

    /** The word, or the Chinese character, that a cue begins with. */
    private static String first(String cue) {
        var page = new Cursor(cue);
        return cue.substring(0, Math.max(page.letters(0), 1)).toLowerCase(Locale.ROOT);
    }

    private static long key(String trigger) {
        char c = trigger.charAt(0);
        return Cursor.fold(c) == 0 ? c : Cursor.key(trigger);
    }

    @Override
    public void find(Cursor page, Findings found) {
        Runs runs = page.runs();
        int at = 0;
        for (int run = 0; run < runs.size(); run++) {
            at = characters(page, at, runs.from(run), found);
            if (at < runs.to(run)) {
                at = run(page, at, runs, run, found);
            }
        }
        characters(page, at, page.length(), found);
    }

    /** Looks at what is no letter of ours and no digit; where it goes on. */
    private int characters(Cursor page, int from, int to, Findings found) {
        int at = from;
        while (at < to) {
            char c = page.at(at);
            int end = c < 0x3007 ? Cursor.NONE : tried(triggered(c), page, at, found);
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

    private int run(Cursor page, int from, Runs runs, int run, Findings found) {
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

    private static int tried(List<Trial> trials, Cursor page, int at, Findings found) {
        int end = Cursor.NONE;
        if (!trials.isEmpty()) {
            int digits = digitsNear(page, at);
            int length = length(page, at);
            for (Trial trial : trials) {
                if (trial.form().mayBe(page, at, digits, length)) {
                    end = Math.max(end, trial.form().find(page, at, trial.pattern(), found));
                }
            }
        }
        return end;
    }

    private static int length(Cursor page, int at) {
        int end = at;
        while (end - at < NEAR && page.word(end)) {
            end++;
        }
        return end - at;
    }

    private static int digitsNear(Cursor page, int at) {
        int end = Math.min(at + NEAR, page.length());
        int digits = 0;
        for (int i = at; i < end && digits < MOST_DIGITS; i++) {
            digits += page.digit(i) ? 1 : 0;
        }
        return digits;
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
