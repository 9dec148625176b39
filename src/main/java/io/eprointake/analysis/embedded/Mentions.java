package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Phrases.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the phrases of a lexicon come to in a sentence, and what of it is denied. */
final class Mentions {

    record Mention(Span span, boolean denied) {}

    /** PRO-CTCAE's Pain is the pain that has no group, and no red flag, of its own. */
    private static final int PAIN = 48;

    private static final Comparator<Span> LEFTMOST_LONGEST =
            Comparator.comparingInt(Span::start)
                    .thenComparing(Comparator.comparingInt(Span::end).reversed());

    private Mentions() {}

    static List<Mention> find(Phrases phrases, Sentence sentence) {
        List<Span> found = phrases.find(sentence.plain());
        List<Span> spans =
                found.stream()
                        .filter(span -> found.stream().noneMatch(other -> hides(other, span)))
                        .sorted(LEFTMOST_LONGEST)
                        .toList();
        List<Mention> mentions = new ArrayList<>();
        Map<Topic, Integer> behind = new HashMap<>();
        int deniedUntil = -1;
        for (Span span : spans) {
            if (span.start() < behind.getOrDefault(span.topic(), 0)) {
                continue;
            }
            behind.put(span.topic(), span.end());
            boolean denied =
                    Negation.denied(sentence, span)
                            || (deniedUntil >= 0
                                    && Negation.carriesOn(sentence, deniedUntil, span));
            deniedUntil = denied ? Math.max(deniedUntil, span.end()) : -1;
            mentions.add(new Mention(span, denied));
        }
        return mentions;
    }

    private static boolean hides(Span one, Span other) {
        if (!one.overlaps(other) || one.topic().equals(other.topic())) {
            return false;
        }
        boolean pain = other.topic() instanceof Topic.Symptom(int group, _) && group == PAIN;
        boolean longer = one.end() - one.start() >= other.end() - other.start();
        return one.topic() instanceof Topic.Other || (pain && longer);
    }
}
