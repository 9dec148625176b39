package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Classifier.Weight;
import io.eprointake.analysis.embedded.Training.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Learns a {@link Classifier}: logistic regression by gradient descent, the same every time. */
final class Regression {

    private static final int EPOCHS = 25;
    private static final float STEP = 0.5f;
    private static final float SHRINK = 2e-5f;

    /** Words that fewer examples have say nothing. */
    private static final int SEEN = 3;

    /** A word that weighs less is left out. */
    private static final float LEAST = 0.7f;

    /** The first columns are the kinds of context. */
    private static final int KINDS = Context.Kind.values().length;

    /**
     * @param has for each topic 1 if it is said, 0 if not, -1 if nobody knows
     */
    record Sample(
            EncodedSentence sentence,
            EncodedSentence.Window window,
            Set<Context.Kind> context,
            byte[] has) {}

    private Regression() {}

    /**
     * @param without what is not looked at
     */
    static Classifier learn(List<Topic> topics, List<Sample> samples, Set<Part> without) {
        Map<Long, Integer> seen = new HashMap<>();
        samples.forEach(sample -> keys(sample).forEach(key -> seen.merge(key, 1, Integer::sum)));
        Map<Long, Integer> columns = new HashMap<>();
        for (Context.Kind kind : Context.Kind.values()) {
            columns.put(Classifier.key(kind), columns.size());
        }
        new TreeMap<>(seen)
                .forEach((key, count) -> {
                    if (count >= SEEN && key >= 0 && !without.contains(Part.WORDS)) {
                        columns.put(key, columns.size());
                    }
                });
        float[][] dense = new float[samples.size()][];
        int[][] words = new int[samples.size()][];
        for (int i = 0; i < dense.length; i++) {
            Sample sample = samples.get(i);
            float[] mean = Classifier.mean(sample.sentence(), sample.window());
            dense[i] = without.contains(Part.MEANING) ? new float[mean.length] : mean;
            words[i] =
                    keys(sample).stream()
                            .filter(columns::containsKey)
                            .mapToInt(columns::get)
                            .toArray();
        }
        int size = dense[0].length;
        float[][] meanings = new float[topics.size()][];
        float[][] lexical = new float[topics.size()][];
        float[] biases = new float[topics.size()];
        IntStream.range(0, topics.size())
                .parallel()
                .forEach(topic -> {
                    float[] weights = new float[size + columns.size() + 1];
                    descend(samples, dense, words, topic, weights);
                    meanings[topic] = Arrays.copyOf(weights, size);
                    lexical[topic] = Arrays.copyOfRange(weights, size, weights.length - 1);
                    biases[topic] = weights[weights.length - 1];
                });
        Map<Long, List<Weight>> learnt = new HashMap<>();
        columns.forEach((key, column) -> {
            for (int topic = 0; topic < lexical.length; topic++) {
                if (Math.abs(lexical[topic][column]) > LEAST || key < 0) {
                    learnt.computeIfAbsent(key, k -> new ArrayList<>())
                            .add(new Weight(topic, lexical[topic][column]));
                }
            }
        });
        return new Classifier(topics, meanings, biases, learnt);
    }

    private static void descend(
            List<Sample> samples, float[][] dense, int[][] words, int topic, float[] w) {
        int size = dense[0].length;
        float[] squares = new float[w.length];
        Arrays.fill(squares, 1e-2f);
        w[w.length - 1] = -3;
        List<Integer> order =
                new ArrayList<>(
                        IntStream.range(0, dense.length)
                                .filter(i -> samples.get(i).has()[topic] >= 0)
                                .boxed()
                                .toList());
        Random random = new Random(topic);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (int i : order) {
                float scale = Classifier.scale(samples.get(i).window());
                float z = w[w.length - 1];
                for (int d = 0; d < size; d++) {
                    z += w[d] * dense[i][d];
                }
                for (int word : words[i]) {
                    z += (word < KINDS ? Classifier.WORDS : scale) * w[size + word];
                }
                float error = (float) (1 / (1 + Math.exp(-z))) - samples.get(i).has()[topic];
                if (Math.abs(error) < 1e-3) {
                    continue;
                }
                for (int d = 0; d < size; d++) {
                    step(w, squares, d, error * dense[i][d] + SHRINK * w[d]);
                }
                for (int word : words[i]) {
                    step(
                            w,
                            squares,
                            size + word,
                            error * (word < KINDS ? Classifier.WORDS : scale)
                                    + SHRINK * w[size + word]);
                }
                step(w, squares, w.length - 1, error);
            }
        }
    }

    private static void step(float[] w, float[] squares, int at, float gradient) {
        squares[at] += gradient * gradient;
        w[at] -= STEP * gradient / (float) Math.sqrt(squares[at]);
    }

    private static List<Long> keys(Sample sample) {
        List<Long> keys = new ArrayList<>();
        sample.context().forEach(kind -> keys.add(Classifier.key(kind)));
        for (int at = sample.window().from(); at < sample.window().to(); at++) {
            for (int length = 1;
                    length <= Classifier.RUN && at + length <= sample.window().to();
                    length++) {
                keys.add(Classifier.key(sample.sentence(), at, length));
            }
        }
        return keys;
    }

    /** Learns how sure the readings make. */
    static Calibration calibrate(List<Reading> readings) {
        float[] weights = new float[Calibration.SIZE];
        double[] squares = new double[weights.length];
        Arrays.fill(squares, 1e-3);
        List<Reading> order = new ArrayList<>(readings);
        Random random = new Random(1);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            for (Reading reading : order) {
                float[] features = reading.candidate().features();
                double error =
                        new Calibration(weights).probability(features)
                                - reading.example().says(reading.candidate().topic());
                for (int i = 0; i < weights.length; i++) {
                    double gradient = error * features[i];
                    squares[i] += gradient * gradient;
                    weights[i] -= (float) (0.3 * gradient / Math.sqrt(squares[i]));
                }
            }
        }
        return new Calibration(weights);
    }
}
