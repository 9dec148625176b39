package io.eprointake.analysis.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A lexicon's examples as vectors, to compare clauses with. */
record Examples(List<Topic> topics, List<float[]> vectors) {

    static Examples of(Lexicon lexicon, Embedder embedder) throws IOException {
        List<Topic> topics = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Lexicon.Example example : lexicon.examples()) {
            topics.add(example.topic());
            texts.add(example.text());
        }
        return new Examples(topics, embedder.embed(texts, new Cut()));
    }

    /** The best similarity to an example of each topic, -1 to 1. */
    Map<Topic, Double> similarities(float[] clause) {
        Map<Topic, Double> best = new HashMap<>();
        for (int i = 0; i < topics.size(); i++) {
            best.merge(topics.get(i), dot(vectors.get(i), clause), Math::max);
        }
        return best;
    }

    private static double dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
