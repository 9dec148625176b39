package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Phrases.Span;
import io.eprointake.analysis.embedded.Topic.Cue;
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
        return of(phrases.find(sentence.plain()), sentence);
    }

    /**
     * @param all what the phrases found; cues are no mentions
     */
    static List<Mention> of(List<Span> all, Sentence sentence) {
        List<Span> found = all.stream().filter(span -> !(span.topic() instanceof Cue)).toList();
        List<Span> spans =
                found.stream()
                        .filter(span ->
                                found.stream().noneMatch(other -> hides(sentence, other, span)))
                        .sorted(LEFTMOST_LONGEST)
                        .toList();
        List<Mention> mentions = new ArrayList<>();
        Map<Topic, Integer> behind = new HashMap<>();
        int deniedUntil = -1;
        Span over = null;
        for (Span span : spans) {
            boolean alone = over != null && alone(sentence, over, span);
            if (!alone && span.start() < behind.getOrDefault(span.topic(), 0)) {
                continue;
            }
            behind.merge(span.topic(), span.end(), Math::max);
            boolean denied =
                    Negation.denied(sentence, span)
                            || (deniedUntil >= 0
                                    && !alone
                                    && Negation.carriesOn(sentence, deniedUntil, span));
            deniedUntil = denied ? Math.max(deniedUntil, span.end()) : -1;
            over = denied && (over == null || span.end() > over.end()) ? span : over;
            mentions.add(new Mention(span, denied));
        }
        return mentions;
    }

    /**
     * Whether words may be what one line says alone, while those that they are found in run over
     * the line's end: "no pain", "pain in my chest".
     */
    private static boolean alone(Sentence sentence, Span over, Span span) {
        return over.overlaps(span)
                && (sentence.broken(over.start() + 1, span.start())
                        || sentence.broken(span.end(), over.end() - 1));
    }

    private static boolean hides(Sentence sentence, Span one, Span other) {
        if (!one.overlaps(other) || one.topic().equals(other.topic())) {
            return false;
        }
        if (other.topic() instanceof Topic.Alarm && alone(sentence, one, other)) {
            return false;
        }
        boolean pain = other.topic() instanceof Topic.Symptom(int group, _) && group == PAIN;
        boolean longer = one.end() - one.start() >= other.end() - other.start();
        return one.topic() instanceof Topic.Other || (pain && longer);
    }
}
