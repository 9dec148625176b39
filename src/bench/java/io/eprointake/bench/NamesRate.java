package io.eprointake.bench;

import io.eprointake.deidentify.text.KnownNames;
import io.eprointake.deidentify.text.Scrubber;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * What known names cost the scrubber: the notes of {@link ScrubRate} with no, a thousand and a
 * hundred thousand persons known, by turns; and the heap that these take. Of the persons a quarter
 * are Chinese; of the surnames of the others half are of the census, and half are nobody else's.
 */
public final class NamesRate {

    private static final int[] PERSONS = {0, 1_000, 100_000};
    private static final int TURNS = 3;
    private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰";
    private static final String SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";

    private NamesRate() {}

    public static void main(String[] args) throws IOException {
        List<String> notes = ScrubRate.notes();
        List<Scrubber> scrubbers = new ArrayList<>();
        for (int persons : PERSONS) {
            scrubbers.add(new Scrubber(List.of("Ferdinand Oyelowo")).knowing(known(persons)));
        }
        double[][] rates = new double[2][PERSONS.length];
        for (int turn = 0; turn <= TURNS; turn++) {
            for (int i = 0; i < PERSONS.length; i++) {
                for (int lenient = 0; lenient < 2; lenient++) {
                    Scrubber one = scrubbers.get(i);
                    double rate =
                            ScrubRate.megabytesPerSecond(
                                    lenient == 1 ? one.lenient() : one,
                                    notes,
                                    List.of(),
                                    Duration.ofSeconds(3));
                    // The first turn warms up.
                    rates[lenient][i] += turn == 0 ? 0 : rate / TURNS;
                }
            }
        }
        System.out.println("| persons known | MB/s | leniently |");
        System.out.println("|---:|---:|---:|");
        for (int i = 0; i < PERSONS.length; i++) {
            System.out.printf("| %,d | %.2f | %.2f |%n", PERSONS[i], rates[0][i], rates[1][i]);
        }
    }

    private static KnownNames known(int persons) throws IOException {
        List<List<String>> rows = rows(persons);
        long before = used();
        long begin = System.nanoTime();
        var names = new KnownNames.Builder(List.of(), KnownNames.MOST);
        rows.forEach(names::add);
        KnownNames known = names.build();
        long time = System.nanoTime() - begin;
        System.out.printf(
                "%,d persons: %,d keys, %.1f MB, gathered in %d ms%n",
                persons, known.size(), (used() - before) / 1e6, time / 1_000_000);
        if (rows.size() != persons) {
            throw new IllegalStateException("they were collected");
        }
        return known;
    }

    private static long used() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static List<List<String>> rows(int persons) throws IOException {
        Random random = new Random(59);
        List<String> given = words("given");
        List<String> surnames = words("surnames");
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < persons; i++) {
            if (i % 4 == 0) {
                rows.add(
                        List.of("" + of(SURNAMES, random) + of(GIVEN, random) + of(GIVEN, random)));
            } else {
                String surname = surnames.get(random.nextInt(surnames.size()));
                rows.add(
                        List.of(
                                given.get(random.nextInt(given.size())),
                                i % 8 < 4 ? surname : surname + coined(i)));
            }
        }
        return rows;
    }

    private static String coined(int number) {
        var word = new StringBuilder();
        for (int rest = number; rest > 0; rest /= 20) {
            word.append((char) ('a' + rest % 20));
        }
        return word.toString();
    }

    private static char of(String characters, Random random) {
        return characters.charAt(random.nextInt(characters.length()));
    }

    private static List<String> words(String list) throws IOException {
        var in = NamesRate.class.getResourceAsStream("/deidentify/en/" + list + ".txt");
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("["))
                    .flatMap(line -> List.of(line.split(" +", -1)).stream())
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
    }
}
