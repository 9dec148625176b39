package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Phrases.Span;
import io.eprointake.analysis.embedded.Topic.Cue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whose something is, whether it is, and when, by the cues in the same clause. After the ConText
 * algorithm (Harkema, Dowling, Thornblade, Chapman: J Biomed Inform 42, 2009), but that nothing is
 * decided here: how much a cue counts for a topic is learnt, for "not" is half of "I do not want to
 * live".
 */
record Context(Sentence sentence, List<Span> cues) {

    enum Kind {
        /** A person or an animal, and nobody says "I". */
        OTHER(0),
        /** The patient. */
        SELF(1),
        DENIED(2),
        /** Feared, asked, told by a leaflet. */
        PERHAPS(3),
        PAST(4),
        /** A film, a game, a boiler. */
        FIGURE(5);

        /** Among what is learnt. */
        final int place;

        Kind(int place) {
            this.place = place;
        }
    }

    private static final Topic OTHER = new Cue(Kind.OTHER);

    static Context of(Sentence sentence, List<Span> found) {
        return new Context(
                sentence, found.stream().filter(span -> span.topic() instanceof Cue).toList());
    }

    /**
     * What is said beside these clauses. Who, when and what if reach on to the clauses that follow
     * in the sentence; a denial and a figure of speech do not.
     */
    Set<Kind> in(int first, int last) {
        return in(first, last, sentence.plain().length());
    }

    /**
     * The same of words that stand somewhere in these clauses.
     *
     * @param before the words: who comes after them is not whose they are
     */
    Set<Kind> in(int first, int last, int before) {
        List<Integer> starts = sentence.starts();
        int from = first < starts.size() ? starts.get(first) : sentence.plain().length();
        int to = last + 1 < starts.size() ? starts.get(last + 1) : sentence.plain().length();
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (Span span : cues) {
            if (span.end() <= to
                    && (span.end() <= before || !span.topic().equals(OTHER))
                    && span.topic() instanceof Cue(Kind kind)
                    && (span.start() >= from || (kind != Kind.DENIED && kind != Kind.FIGURE))) {
                kinds.add(kind);
            }
        }
        if (kinds.contains(Kind.SELF)) {
            kinds.remove(Kind.OTHER);
        }
        return kinds;
    }
}
