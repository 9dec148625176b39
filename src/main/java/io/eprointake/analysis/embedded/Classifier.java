package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.EncodedSentence.Window;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One logistic regression for each topic, over what words mean and which they are. What it has
 * learnt is data, which {@code Training} in {@code src/bench} writes.
 *
 * @param meanings for each topic one weight for each dimension of the model
 * @param words for runs of one to three word pieces what they say, by their key
 */
record Classifier(
        List<Topic> topics, float[][] meanings, float[] biases, Map<Long, List<Weight>> words) {

    /** Pieces of the longest run that is a feature. */
    static final int RUN = 3;

    /** How much the words weigh beside what they mean, before anything is learnt. */
    static final float WORDS = 0.7f;

    record Weight(int topic, float weight) {}

    static long key(EncodedSentence sentence, int from, int length) {
        long key = length;
        for (int i = from; i < from + length; i++) {
            key = key << 20 | sentence.pieces().get(i).id();
        }
        return key;
    }

    static long key(Context.Kind kind) {
        return -1L - kind.place;
    }

    /** How likely each topic is in a window, as a logit. */
    float[] logits(EncodedSentence sentence, Window window, Set<Context.Kind> context) {
        float[] meaning = mean(sentence, window);
        float[] logits = biases.clone();
        for (int topic = 0; topic < logits.length; topic++) {
            float[] weights = meanings[topic];
            float sum = 0;
            for (int i = 0; i < meaning.length; i++) {
                sum += weights[i] * meaning[i];
            }
            logits[topic] += sum;
        }
        for (Context.Kind kind : context) {
            for (Weight weight : words.getOrDefault(key(kind), List.of())) {
                logits[weight.topic()] += WORDS * weight.weight();
            }
        }
        float scale = scale(window);
        for (int at = window.from(); at < window.to(); at++) {
            for (int length = 1; length <= RUN && at + length <= window.to(); length++) {
                for (Weight weight : words.getOrDefault(key(sentence, at, length), List.of())) {
                    logits[weight.topic()] += scale * weight.weight();
                }
            }
        }
        return logits;
    }

    /** Those of the kinds of context, by their places. */
    float[] context(float[] logits) {
        float[] kinds = new float[Context.Kind.values().length];
        for (int topic = 0; topic < logits.length; topic++) {
            if (topics.get(topic) instanceof Topic.Cue(Context.Kind kind)) {
                kinds[kind.place] = logits[topic];
            }
        }
        return kinds;
    }

    /** Keeps the features of a window as one unit vector, however many words it has. */
    static float scale(Window window) {
        return (float) (WORDS / Math.sqrt(RUN * (window.to() - window.from())));
    }

    /** The unit vector of what a window means. */
    static float[] mean(EncodedSentence sentence, Window window) {
        float[] sum = new float[sentence.meanings().getFirst().length];
        for (float[] meaning : sentence.meanings().subList(window.from(), window.to())) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += meaning[i];
            }
        }
        double square = 0;
        for (float value : sum) {
            square += (double) value * value;
        }
        float norm = (float) Math.sqrt(square);
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= norm;
        }
        return sum;
    }

    static Classifier read(DataInputStream in) throws IOException {
        int count = in.readInt();
        int size = in.readInt();
        List<Topic> topics = new ArrayList<>();
        float[][] meanings = new float[count][size];
        float[] biases = new float[count];
        Map<Long, List<Weight>> words = new HashMap<>();
        for (int topic = 0; topic < count; topic++) {
            topics.add(Topic.of(in.readUTF()));
            biases[topic] = in.readFloat();
            float unit = in.readFloat();
            for (int i = 0; i < size; i++) {
                meanings[topic][i] = unit * in.readByte();
            }
            unit = in.readFloat();
            for (int left = in.readInt(); left > 0; left--) {
                words.computeIfAbsent(in.readLong(), key -> new ArrayList<>(1))
                        .add(new Weight(topic, unit * in.readByte()));
            }
        }
        return new Classifier(topics, meanings, biases, words);
    }

    /** Writes it as it is read, each weight in a byte. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(topics.size());
        out.writeInt(meanings[0].length);
        for (int topic = 0; topic < topics.size(); topic++) {
            out.writeUTF(topics.get(topic).heading());
            out.writeFloat(biases[topic]);
            float unit = unit(meanings[topic]);
            out.writeFloat(unit);
            for (float weight : meanings[topic]) {
                out.writeByte(Math.round(weight / unit));
            }
            Map<Long, Float> own = new TreeMap<>();
            for (var word : words.entrySet()) {
                for (Weight weight : word.getValue()) {
                    if (weight.topic() == topic) {
                        own.put(word.getKey(), weight.weight());
                    }
                }
            }
            float[] weights = new float[own.size()];
            int next = 0;
            for (float weight : own.values()) {
                weights[next++] = weight;
            }
            unit = unit(weights);
            out.writeFloat(unit);
            out.writeInt(own.size());
            for (var word : own.entrySet()) {
                out.writeLong(word.getKey());
                out.writeByte(Math.round(word.getValue() / unit));
            }
        }
    }

    private static float unit(float[] weights) {
        float most = 1e-6f;
        for (float weight : weights) {
            most = Math.max(most, Math.abs(weight));
        }
        return most / Byte.MAX_VALUE;
    }
}
