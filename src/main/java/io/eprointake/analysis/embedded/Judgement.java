package io.eprointake.analysis.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Set;

/**
 * How sure a mention is: what its classifier, its phrases and its context come to, as a
 * probability. Learnt from what the classifier says of sentences that it was not taught.
 *
 * @param weights of the bias, the logit, a denied phrase, and each kind of context
 */
record Judgement(float[] weights) {

    static final int SIZE = 3 + Context.Kind.values().length;

    static float[] features(float logit, boolean denied, Set<Context.Kind> context) {
        float[] features = new float[SIZE];
        features[0] = 1;
        features[1] = logit;
        features[2] = denied ? 1 : 0;
        for (Context.Kind kind : context) {
            features[3 + kind.place] = 1;
        }
        return features;
    }

    double probability(float[] features) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += weights[i] * features[i];
        }
        return 1 / (1 + Math.exp(-sum));
    }

    static Judgement read(DataInputStream in) throws IOException {
        float[] weights = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            weights[i] = in.readFloat();
        }
        return new Judgement(weights);
    }

    void write(DataOutputStream out) throws IOException {
        for (float weight : weights) {
            out.writeFloat(weight);
        }
    }
}
