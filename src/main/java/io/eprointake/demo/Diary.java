package io.eprointake.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.demo.Trial.Patient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.springframework.core.io.ClassPathResource;

/** What patients answer and write, by how symptoms go under treatment in cycles of three weeks. */
final class Diary {

    /** Of a week's answers as many hold a question that was misread. */
    private static final double DOUBTFUL = 0.01;

    private static final double HARD_WEEK = 0.06;
    private static final double RED_FLAG = 0.12;

    private static final List<Symptom> SYMPTOMS =
            List.of(
                    new Symptom(List.of("PROCTCAE_9A_SCL", "PROCTCAE_9B_SCL"), 0.5, 0, 1.1),
                    new Symptom(List.of("PROCTCAE_53A_SCL", "PROCTCAE_53B_SCL"), 0.7, 0.1, 0.7),
                    new Symptom(List.of("PROCTCAE_39A_SCL", "PROCTCAE_39B_SCL"), 0, 0.25, 0),
                    new Symptom(List.of("PROCTCAE_8A_SCL", "PROCTCAE_8B_SCL"), 0.3, 0, 1),
                    new Symptom(List.of("PROCTCAE_3A_SCL", "PROCTCAE_3B_SCL"), 0.1, 0, 0.9),
                    new Symptom(List.of("PROCTCAE_52A_SCL", "PROCTCAE_52B_SCL"), 1.1, -0.05, 0.2));

    private final Map<Boolean, List<String>> mild =
            Map.of(true, lines("zh.txt"), false, lines("en.txt"));
    private final Map<Boolean, List<String>> redFlags =
            Map.of(true, lines("zh-red-flags.txt"), false, lines("en-red-flags.txt"));

    /**
     * A week's report.
     *
     * @param week of the patient, from 0 on
     * @param writes how probable it is that there are words besides the answers, 0 to 1
     */
    Map<String, Object> report(Patient patient, int week, Instant completedAt, double writes) {
        Random random = patient.random("week" + week);
        Map<String, Object> answers = new LinkedHashMap<>();
        boolean hard = random.nextDouble() < HARD_WEEK;
        for (Symptom symptom : SYMPTOMS) {
            double felt =
                    symptom.in(week) * (0.5 + patient.random(symptom.toString()).nextDouble());
            symptom.answer(felt + random.nextGaussian() * 0.25 + (hard ? 1.2 : 0), answers);
        }
        if (random.nextDouble() < DOUBTFUL) {
            answers.put("PROCTCAE_53A_SCL", 7);
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("report_id", id(patient, week));
        report.put("study", Trial.STUDY);
        report.put("site", patient.site().name());
        report.put("subject", patient.subject());
        report.put("instrument", "PRO-CTCAE");
        report.put("instrument_version", "1.0");
        report.put("completed_at", completedAt.toString());
        report.put("language", patient.site().chinese() ? "zh-CN" : "en");
        report.put("mode", "self");
        report.put("responses", answers);
        if (random.nextDouble() < writes) {
            var all = random.nextDouble() < RED_FLAG ? redFlags : mild;
            List<String> said = Objects.requireNonNull(all.get(patient.site().chinese()));
            report.put("narrative", said.get(random.nextInt(said.size())));
        }
        return report;
    }

    private static String id(Patient patient, int week) {
        return UUID.nameUUIDFromBytes((patient.subject() + " " + week).getBytes(UTF_8)).toString();
    }

    private static List<String> lines(String name) {
        try {
            return new ClassPathResource("demo/" + name).getContentAsString(UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param items the first asks whether it is there, and spares the others when it is not
     * @param usual how bad it is, 0 to 4
     * @param aWeek how much worse with each week
     * @param afterTreatment how much worse in the week after it
     */
    private record Symptom(List<String> items, double usual, double aWeek, double afterTreatment) {

        double in(int week) {
            return usual + week * aWeek + (week % 3 == 1 ? afterTreatment : 0);
        }

        void answer(double felt, Map<String, Object> answers) {
            int score = Math.clamp(Math.round(felt), 0, 4);
            answers.put(items.getFirst(), score);
            if (score > 0) {
                answers.put(items.getLast(), Math.max(0, score - 1));
            }
        }
    }
}
