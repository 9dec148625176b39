package io.eprointake.analysis.embedded;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What was learnt of one language from examples, as {@code Training} in {@code src/bench} wrote it.
 *
 * @param calibrations of red flags, and of symptoms, each with a phrase that says so and without
 * @param words that a misspelled one may have meant, the likeliest first
 */
record Learnt(Classifier classifier, List<Calibration> calibrations, List<String> words) {

    static final int JUDGEMENTS = 4;

    static Learnt load(Language language) throws IOException {
        String file = "/analysis/embedded/" + language.tag + ".weights";
        try (InputStream in = Learnt.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new FileNotFoundException(file);
            }
            DataInputStream data = new DataInputStream(new BufferedInputStream(in));
            Classifier classifier = Classifier.read(data);
            List<Calibration> calibrations = new ArrayList<>();
            for (int i = 0; i < JUDGEMENTS; i++) {
                calibrations.add(Calibration.read(data));
            }
            List<String> words = new ArrayList<>();
            for (int left = data.readInt(); left > 0; left--) {
                words.add(data.readUTF());
            }
            return new Learnt(classifier, calibrations, words);
        }
    }

    /** How sure a phrase makes at the least, when nothing beside it speaks against it. */
    private static final double PHRASE = 0.5;

    double probability(SentenceReader.Candidate candidate) {
        double learnt = calibrations.get(calibration(candidate)).probability(candidate.features());
        return candidate.plain() ? Math.max(PHRASE, learnt) : learnt;
    }

    /** Which of the calibrations is about a candidate. */
    static int calibration(SentenceReader.Candidate candidate) {
        return (candidate.topic() instanceof Topic.Alarm ? 0 : 2) + (candidate.said() ? 0 : 1);
    }

    void write(DataOutputStream out) throws IOException {
        classifier.write(out);
        for (Calibration calibration : calibrations) {
            calibration.write(out);
        }
        out.writeInt(words.size());
        for (String word : words) {
            out.writeUTF(word);
        }
    }
}
