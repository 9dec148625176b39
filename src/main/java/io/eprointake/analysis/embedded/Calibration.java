package io.eprointake.analysis.embedded;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Set;

/**
 * How sure a mention is: what its classifier, its phrases and its context come to, as a
 * probability. Learnt from what the classifier says of sentences that it was not taught.
 *
 * @param weights of the bias, the logit, a denied phrase; and of each kind of context by its cues,
 *     by what the classifier says of it, and by that times the logit: the surer a topic, the more
 *     it matters that it is another's
 */
record Calibration(float[] weights) {

    private static final int KINDS = Context.Kind.values().length;
    private static final int CUES = 3;
    private static final int LEARNT = CUES + KINDS;
    private static final int TIMES = LEARNT + KINDS;

    static final int SIZE = TIMES + KINDS;

    /** Nothing counts for more than a topic of this logit does. */
    private static final float SUREST = 6;

    /**
     * @param context by its cues
     * @param learnt logits of the kinds of context, by their places
     */
    static float[] features(
            float logit, boolean denied, Set<Context.Kind> context, float[] learnt) {
        float[] features = new float[SIZE];
        features[0] = 1;
        features[1] = logit;
        features[2] = denied ? 1 : 0;
        for (Context.Kind kind : Context.Kind.values()) {
            float likely = (float) logistic(learnt[kind.place]);
            features[CUES + kind.place] = context.contains(kind) ? 1 : 0;
            features[LEARNT + kind.place] = likely;
            features[TIMES + kind.place] = likely * Math.clamp(logit, -SUREST, SUREST);
        }
        return features;
    }

    /** How likely a kind of context is, by what was learnt of it. */
    static float likely(float[] features, Context.Kind kind) {
        return features[LEARNT + kind.place];
    }

    double probability(float[] features) {
        double sum = 0;
        for (int i = 0; i < SIZE; i++) {
            sum += weights[i] * features[i];
        }
        return logistic(sum);
    }

    private static double logistic(double logit) {
        return 1 / (1 + Math.exp(-logit));
    }

    static Calibration read(DataInputStream in) throws IOException {
        float[] weights = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            weights[i] = in.readFloat();
        }
        return new Calibration(weights);
    }

    void write(DataOutputStream out) throws IOException {
        for (float weight : weights) {
            out.writeFloat(weight);
        }
    }
}
