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

    private static final List<String> NEAR =
            List.of("denied", "other", "idiom", "lookalike", "hypothetical");

    private static final double[] THRESHOLDS = {
        0.1, 0.12, 0.15, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.8
    };

    /** The share of ordinary entries in which a wrong red flag may be raised, to compare at. */
    private static final double ORDINARY = 0.06;

    /**
     * One line: the recall of red flags where six of a hundred ordinary entries have a wrong one,
     * the share of those written to come near one that have, and the best F1 of symptoms.
     */
    void summary() {
        double threshold = 0.05;
        while (threshold < 0.95 && wrong(threshold, List.of("ordinary")) > ORDINARY) {
            threshold += 0.01;
        }
        int right = 0;
        int wanted = 0;
        for (Reading reading : readings) {
            if (alarm(reading) && says(reading) == 1) {
                wanted++;
                right += sure(reading) >= threshold ? 1 : 0;
            }
        }
        double best = 0;
        for (int percent = 5; percent < 95; percent++) {
            int hit = 0;
            int said = 0;
            int had = 0;
            for (Reading reading : readings) {
                if (!alarm(reading) && says(reading) >= 0) {
                    had += says(reading);
                    if (sure(reading) >= percent / 100.0) {
                        said++;
                        hit += says(reading);
                    }
                }
            }
            best = Math.max(best, 2.0 * hit / Math.max(1, said + had));
        }
        System.out.printf(
                "red flags from %.2f: recall %.3f, wrong in those that come near %.3f;"
                        + " symptoms F1 %.3f%n",
                threshold, right / (double) wanted, wrong(threshold, NEAR), best);
    }

    /** The share of the examples of some kinds that have a wrong red flag. */
    private double wrong(double threshold, List<String> kinds) {
        Set<Example> wrong = new HashSet<>();
        for (Reading reading : readings) {
            if (alarm(reading)
                    && says(reading) == 0
                    && sure(reading) >= threshold
                    && kinds.contains(reading.example().why())) {
                wrong.add(reading.example());
            }
        }
        long all = examples.stream().filter(it -> kinds.contains(it.why())).count();
        return wrong.size() / (double) all;
    }

    void print() {
        flags();
        symptoms();
        reliability("red flags", true);
        reliability("symptoms", false);
        past();
    }

    /** Of the red flags that are said and true: which are said to be past, and which are. */
    private void past() {
        int[] count = new int[4];
        for (Reading reading : readings) {
            if (alarm(reading)
                    && says(reading) == 1
                    && sure(reading) >= 0.3
                    && List.of("has", "past").contains(reading.example().why())) {
                boolean is = reading.example().why().equals("past");
                count[(is ? 2 : 0) + (reading.candidate().past() ? 1 : 0)]++;
            }
        }
        System.out.printf(
                "past red flags said to be past: %d of %d; others: %d of %d%n",
                count[3], count[2] + count[3], count[1], count[0] + count[1]);
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
