package io.eprointake.deidentify.text;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds what {@code recognizers.yaml} lists. One pass looks for the triggers, and only where one
 * stands are its patterns tried: most words pay for a look into a table.
 */
final class FormRecognizer implements Recognizer {

    /** How far from the first word of a cue the first digit of its value is at the most. */
    private static final int NEAR = 48;

    private record Sheet(Map<String, String> parts, List<Form> recognizers) {}

    private record Trial(Form form, Pattern pattern) {}

    /** What is tried at one trigger. One pattern says first whether any of them is there. */
    private record Trials(List<Trial> all, Pattern any, boolean needDigit) {

        static Trials of(List<Trial> all) {
            String any =
                    all.stream()
                            .map(trial -> trial.pattern().pattern().replace("(?<value>", "(?:"))
                            .collect(Collectors.joining("|"));
            boolean needDigit = all.stream().allMatch(trial -> trial.form().needsDigit());
            return new Trials(all, Pattern.compile(any), needDigit);
        }
    }

    private final @Nullable Trials digit;
    private final @Nullable Trials mixed;
    private final @Nullable Trials pair;
    private final @Nullable Trials[] byTrigger;

    /** From the key of a word, or a Chinese character, to its place in {@code byTrigger}. */
    private final Table triggers = new Table();

    /** For the first letter of a word: a bit for each length that a trigger has. */
    private final int[] lengths = new int[128];

    FormRecognizer(String resource) {
        Sheet sheet = read(resource);
        Map<String, List<Trial>> trials = new HashMap<>();
        for (Form form : sheet.recognizers()) {
            var trial = new Trial(form, form.compiled(sheet.parts()));
            form.starts().forEach(start -> add(trials, start, trial));
            form.cues().stream()
                    .map(FormRecognizer::first)
                    .distinct()
                    .forEach(cue -> add(trials, cue, trial));
        }
        digit = taken(trials, "digit");
        mixed = taken(trials, "mixed");
        pair = taken(trials, "pair");
        byTrigger = new Trials[trials.size() + 1];
        int place = 0;
        for (var trial : trials.entrySet()) {
            byTrigger[++place] = Trials.of(trial.getValue());
            triggers.add(key(trial.getKey()), place);
        }
    }

    private static void add(Map<String, List<Trial>> trials, String trigger, Trial trial) {
        trials.computeIfAbsent(trigger.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(trial);
    }

    private static @Nullable Trials taken(Map<String, List<Trial>> trials, String trigger) {
        List<Trial> taken = trials.remove(trigger);
        return taken == null ? null : Trials.of(taken);
    }

    /** The word, or the Chinese character, that a cue begins with. */
    private static String first(String cue) {
        var page = new Cursor(cue);
        return cue.substring(0, Math.max(page.letters(0), 1));
    }

    private long key(String trigger) {
        char c = trigger.charAt(0);
        if (Cursor.fold(c) == 0) {
            return c;
        }
        lengths[Cursor.fold(c) & 127] |= 1 << trigger.length();
        return Cursor.key(trigger);
    }

    @Override
    public void find(Cursor page, Findings found) {
        char[] chars = page.chars();
        String text = null;
        int i = 0;
        while (i < chars.length) {
            char c = chars[i];
            char folded = Cursor.fold(c);
            int next = i + 1;
            Trials first = null;
            Trials second = null;
            if (folded != 0) {
                next = page.letters(i);
                if (!page.digit(i - 1)) {
                    first = word(page, i, next, folded);
                    second = shape(page, i, next);
                }
            } else if (c >= '0' && c <= '9') {
                next = page.digits(i, Integer.MAX_VALUE);
                first = page.letter(i - 1) ? null : digit;
            } else if (c >= 0x3007) {
                first = byTrigger[triggers.get(c)];
            }
            if (first != null || second != null) {
                text = text == null ? page.text(0, chars.length) : text;
                next = Math.max(next, tried(first, page, text, i, found));
                next = Math.max(next, tried(second, page, text, i, found));
            }
            i = next;
        }
    }

    private @Nullable Trials word(Cursor page, int from, int end, char folded) {
        int length = end - from;
        boolean possible = length < 32 && (lengths[folded & 127] >>> length & 1) != 0;
        return possible ? byTrigger[triggers.get(page.key(from, end))] : null;
    }

    private @Nullable Trials shape(Cursor page, int from, int end) {
        if (page.digit(end)) {
            return mixed;
        }
        char sign = page.at(end);
        return end - from == 2 && (sign == ':' || sign == '-') ? pair : null;
    }

    private static int tried(
            @Nullable Trials trials, Cursor page, String text, int at, Findings found) {
        int end = Cursor.NONE;
        if (trials == null
                || (trials.needDigit() && !digitNear(page, at))
                || !Form.matcher(trials.any(), text, at).lookingAt()) {
            return end;
        }
        for (Trial trial : trials.all()) {
            end = Math.max(end, trial.form().find(page, text, at, trial.pattern(), found));
        }
        return end;
    }

    private static boolean digitNear(Cursor page, int at) {
        int end = Math.min(at + NEAR, page.length());
        int i = at;
        while (i < end && !page.digit(i)) {
            i++;
        }
        return i < end;
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
