package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.WordPieces.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * A sentence as its model sees it: word pieces, and for each what it means among the others.
 *
 * @param pieces of all clauses, one behind the other
 * @param clauses where each clause begins in {@code pieces}, and behind the last where it ends
 * @param meanings one vector for each piece
 */
record EncodedSentence(
        Sentence sentence, List<Piece> pieces, List<Integer> clauses, List<float[]> meanings) {

    /** Words that may be one statement: no more are read together. */
    private static final int LONG = 28;

    private static final int STEP = 8;

    /**
     * Pieces that are read together.
     *
     * @param first the clause it begins in
     * @param last the clause it ends in
     * @param from its first piece
     * @param to behind its last
     */
    record Window(int first, int last, int from, int to) {

        boolean covers(Window other) {
            return first <= other.first && last >= other.last;
        }

        boolean overlaps(Window other) {
            return first <= other.last && last >= other.first;
        }
    }

    /**
     * A clause, two that follow each other, and all; of what nothing parts, some words at a time.
     */
    List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        int count = clauses.size() - 1;
        for (int clause = 0; clause < count; clause++) {
            add(windows, clause, clause);
            if (clause + 1 < count) {
                add(windows, clause, clause + 1);
            }
        }
        if (count > 2 && pieces.size() <= 2 * LONG) {
            add(windows, 0, count - 1);
        }
        return windows;
    }

    private void add(List<Window> windows, int first, int last) {
        int from = clauses.get(first);
        int to = clauses.get(last + 1);
        if (to - from <= LONG) {
            if (to > from) {
                windows.add(new Window(first, last, from, to));
            }
        } else if (first == last) {
            for (int at = from; at < to - STEP; at += STEP) {
                windows.add(new Window(first, last, at, Math.min(to, at + 2 * STEP)));
            }
        }
    }

    /** The words of a window as a person would read them. */
    String shown(Window window) {
        if (window.first() < window.last()
                || window.to() - window.from()
                        == clauses.get(window.last() + 1) - clauses.get(window.first())) {
            return sentence.shown(window.first(), window.last());
        }
        String clause = sentence.clauses().get(window.first());
        return clause.substring(pieces.get(window.from()).from(), pieces.get(window.to() - 1).to());
    }
}
