package io.eprointake.analysis.embedded;

import java.util.Set;
import java.util.TreeSet;

/** Counts as {@code narratives/README.md} says. */
final class Score {

    private int wanted;
    private int found;
    private int foundWherePrecise;
    private int extra;
    private int flagsWanted;
    private int flagsFound;
    private int flagsExtra;
    private int denied;

    void add(LabelledSentence sentence, Set<String> groups, Set<String> flags) {
        Set<String> hits = new TreeSet<>(sentence.groups());
        hits.retainAll(groups);
        wanted += sentence.groups().size();
        found += hits.size();
        if (sentence.precise()) {
            Set<String> others = new TreeSet<>(groups);
            others.removeAll(sentence.groups());
            others.removeAll(sentence.neutral());
            extra += others.size();
            foundWherePrecise += hits.size();
        }
        for (String no : sentence.denied()) {
            denied += groups.contains(no) || flags.contains(no) ? 1 : 0;
        }
        Set<String> raised = new TreeSet<>(flags);
        raised.retainAll(sentence.flags());
        flagsWanted += sentence.flags().size();
        flagsFound += raised.size();
        Set<String> labelled = new TreeSet<>(flags);
        labelled.removeAll(LabelledSentence.UNLABELLED_FLAGS);
        flagsExtra += labelled.size() - raised.size();
    }

    double recall() {
        return (double) found / wanted;
    }

    double precision() {
        return (double) foundWherePrecise / (foundWherePrecise + extra);
    }

    double f1() {
        return 2 * recall() * precision() / (recall() + precision());
    }

    double flagRecall() {
        return (double) flagsFound / flagsWanted;
    }

    /** Groups and flags reported that the sentence denies. */
    int denied() {
        return denied;
    }

    @Override
    public String toString() {
        return "recall %.3f precision %.3f F1 %.3f | red flags %d of %d, %d more | %d denied"
                .formatted(
                        recall(), precision(), f1(), flagsFound, flagsWanted, flagsExtra, denied);
    }
}
