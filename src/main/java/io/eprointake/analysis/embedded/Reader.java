package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Mentions.Mention;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads one language: what its phrases find, and what its examples are like. */
final class Reader implements AutoCloseable {

    /** How sure a phrase alone makes. */
    private static final double PHRASE = 0.8;

    private static final int LONGEST_EVIDENCE = 200;

    /**
     * @param evidence the clause, as a person would read it
     */
    record Reading(Topic topic, double confidence, String evidence) {

        /** More digits than two would promise more than it is. */
        Reading {
            confidence = Math.round(confidence * 100) / 100.0;
        }
    }

    private final Language language;
    private final Lexicon lexicon;
    private final Spelling spelling;
    private final Embedder embedder;
    private final Examples examples;

    private Reader(Language language, Lexicon lexicon, Embedder embedder, Examples examples) {
        this.language = language;
        this.lexicon = lexicon;
        this.spelling = new Spelling(lexicon.misspelled(), embedder.pieces());
        this.embedder = embedder;
        this.examples = examples;
    }

    static Reader load(Language language) throws IOException {
        Lexicon lexicon = Lexicon.load(language);
        Embedder embedder = Embedder.load(language);
        try {
            return new Reader(language, lexicon, embedder, Examples.of(lexicon, embedder));
        } catch (IOException | RuntimeException e) {
            embedder.close();
            throw e;
        }
    }

    /** Everything the sentences say, in no order, a topic perhaps more than once. */
    List<Reading> read(List<Sentence> sentences, Cut cut) throws IOException {
        List<Reading> readings = new ArrayList<>();
        List<String> clauses = sentences.stream().flatMap(s -> s.clauses().stream()).toList();
        List<float[]> vectors = embedder.embed(clauses, cut);
        int first = 0;
        for (Sentence sentence : sentences) {
            cut.check();
            int count = sentence.clauses().size();
            read(sentence, vectors.subList(first, first + count), readings);
            first += count;
        }
        return readings;
    }

    private void read(Sentence sentence, List<float[]> vectors, List<Reading> readings) {
        List<Map<Topic, Double>> likes = vectors.stream().map(examples::similarities).toList();
        Set<Integer> spoken = new HashSet<>();
        for (Mention mention : Mentions.find(lexicon.phrases(), sentence.spelled(spelling))) {
            int clause = sentence.clauseAt(mention.span().start());
            int last = sentence.clauseAt(mention.span().end() - 1);
            IntStream.rangeClosed(clause, last).forEach(spoken::add);
            if (!mention.denied()) {
                Topic topic = mention.span().topic();
                double like = Math.max(0, likes.get(clause).getOrDefault(topic, 0.0));
                double confidence = Math.min(1, PHRASE + (1 - PHRASE) * like);
                readings.add(new Reading(topic, confidence, evidence(sentence, clause, last)));
            }
        }
        for (int clause = 0; clause < likes.size(); clause++) {
            if (!spoken.contains(clause)) {
                likened(evidence(sentence, clause, clause), likes.get(clause), readings);
            }
        }
    }

    /** What a clause is most like, when no phrase was found in it. */
    private void likened(String clause, Map<Topic, Double> like, List<Reading> readings) {
        Topic best = Collections.max(like.entrySet(), Map.Entry.comparingByValue()).getKey();
        double similarity = Math.min(1, like.getOrDefault(best, 0.0));
        if (similarity >= language.threshold && !(best instanceof Topic.Other)) {
            readings.add(new Reading(best, similarity, clause));
        }
    }

    private static String evidence(Sentence sentence, int first, int last) {
        String words = sentence.shown(first, last);
        return words.length() <= LONGEST_EVIDENCE ? words : words.substring(0, LONGEST_EVIDENCE);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
