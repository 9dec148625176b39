package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Training.Example;
import io.eprointake.analysis.embedded.Training.Reading;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How well what was learnt reads what it was not taught.
 *
 * @param readings one of each topic and example
 */
record Figures(List<Example> examples, List<Reading> readings, Learnt learnt) {

    private static final double[] THRESHOLDS = {
        0.1, 0.12, 0.15, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.8
    };

    void print() {
        flags();
        symptoms();
        reliability("red flags", true);
        reliability("symptoms", false);
    }

    private double sure(Reading reading) {
        return learnt.probability(reading.candidate());
    }

    private static boolean alarm(Reading reading) {
        return reading.candidate().topic() instanceof Topic.Alarm;
    }

    private static int says(Reading reading) {
        return reading.example().says(reading.candidate().topic());
    }

    /** Recall, and of each kind of example the share of which one is said that it has not. */
    private void flags() {
        Map<String, Integer> kinds = new TreeMap<>();
        examples.forEach(example -> kinds.merge(kind(example), 1, Integer::sum));
        for (double threshold : THRESHOLDS) {
            int right = 0;
            int wanted = 0;
            Map<String, Set<Example>> wrong = new TreeMap<>();
            for (Reading reading : readings) {
                if (alarm(reading)) {
                    boolean said = sure(reading) >= threshold;
                    wanted += says(reading) == 1 ? 1 : 0;
                    right += says(reading) == 1 && said ? 1 : 0;
                    if (said && says(reading) == 0) {
                        wrong.computeIfAbsent(kind(reading.example()), kind -> new HashSet<>())
                                .add(reading.example());
                    }
                }
            }
            StringBuilder line = new StringBuilder();
            kinds.forEach((kind, count) ->
                    line.append(
                            " %s %.3f"
                                    .formatted(
                                            kind,
                                            wrong.getOrDefault(kind, Set.of()).size()
                                                    / (double) count)));
            System.out.printf(
                    "red flags from %.2f: recall %.3f of %d, wrong in%s%n",
                    threshold, right / (double) wanted, wanted, line);
        }
    }

    /** Those that have a symptom only are a kind of their own. */
    private static String kind(Example example) {
        boolean symptom = !example.has().isEmpty() && Character.isDigit(first(example.has()));
        return example.why().equals("has") && symptom ? "symptom" : example.why();
    }

    private static char first(Set<String> has) {
        return new TreeSet<>(has).last().charAt(0);
    }

    private void symptoms() {
        for (boolean review : new boolean[] {true, false}) {
            for (double threshold : THRESHOLDS) {
                int right = 0;
                int missed = 0;
                int wrong = 0;
                for (Reading reading : readings) {
                    if (!alarm(reading) && reading.example().why().equals("review") == review) {
                        boolean said = sure(reading) >= threshold;
                        right += said && says(reading) == 1 ? 1 : 0;
                        missed += !said && says(reading) == 1 ? 1 : 0;
                        wrong += said && says(reading) == 0 ? 1 : 0;
                    }
                }
                System.out.printf(
                        "symptoms of %s from %.2f: recall %.3f precision %.3f F1 %.3f%n",
                        review ? "reviews" : "examples",
                        threshold,
                        right / (double) (right + missed),
                        right / (double) (right + wrong),
                        2.0 * right / (2.0 * right + missed + wrong));
            }
        }
    }

    /** Of what is said with about so much certainty, how much is right. */
    private void reliability(String name, boolean alarms) {
        int[] all = new int[10];
        int[] right = new int[10];
        double[] sum = new double[10];
        for (Reading reading : readings) {
            if (alarm(reading) == alarms && says(reading) >= 0) {
                int bin = (int) Math.min(9, sure(reading) * 10);
                all[bin]++;
                right[bin] += says(reading);
                sum[bin] += sure(reading);
            }
        }
        for (int bin = 0; bin < all.length; bin++) {
            System.out.printf(
                    "%s said with %.2f are right in %.2f of %d%n",
                    name, sum[bin] / all[bin], right[bin] / (double) all[bin], all[bin]);
        }
    }
}
