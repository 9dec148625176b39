package io.eprointake.deidentify;

import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** One column of a file that nobody wrote: its header, what is in it, and its rule. */
record FuzzedColumn(String name, Kind kind, String rule) {

    /** The day on which ages are counted; all visits are before it. */
    static final int AS_OF = 2024;

    private static final int OLDEST = 89;

    /** What a column has, and what is done to it. */
    enum Kind {
        ID("SUBJECT", "Subject ID", "subjid", "受试者编号"),
        NAME("NAME", "Patient name", "name_last", "姓名"),
        DROPPED("CONTACT", "contact details", "Kontakt Größe", "联系方式"),
        MASKED("PHONE", "Phone no", "tel_mobile", "电话"),
        MASKED_MAIL("EMAIL", "E-Mail", "mail", "邮箱"),
        SSN("SSN", "Insurance no", "ssn_nr", "保险号"),
        VISIT("VISIT", "Visit date", "visitdt", "访视日期"),
        BIRTH("DOB", "Date of Birth", "brthdt", "出生日期"),
        ZIP("ZIP", "Zip Code", "zip_code", "邮编"),
        AGE("AGE", "Age (years)", "age_yrs", "年龄"),
        WIDTH("WEIGHT", "Weight kg", "weight", "体重"),
        FIRST("ICD", "ICD code", "dx_code", "诊断"),
        TEXT("NOTE", "Free text", "comment", "备注"),
        CODE("ARM", "Arm code", "arm_cd", "组别"),
        SCORE("SCORE", "Pain score", "qs_score", "评分"),
        WORD("SYMPTOM", "Main symptom", "symptom", "症状"),
        EMPTY(""),
        /** Kept, and in one row of it something that its rule should have changed. */
        WRONGLY_KEPT("OTHER", "Other value", "other_value", "其他");

        private final String names;

        Kind(String... names) {
            this.names = String.join("|", names);
        }

        boolean isKept() {
            return this == CODE || this == SCORE || this == WORD || this == WRONGLY_KEPT;
        }

        boolean isHandedOn() {
            return this != NAME && this != DROPPED && this != EMPTY;
        }
    }

    static FuzzedColumn of(Kind kind, String name, Random random) {
        return new FuzzedColumn(
                name,
                kind,
                switch (kind) {
                    case ID -> one(random, "pseudonym", "{action: pseudonym, domain: subject}");
                    case NAME, DROPPED -> "drop";
                    case MASKED, MASKED_MAIL, SSN ->
                            one(random, "mask", "{action: mask, keep_last: 2}", "pseudonym");
                    case VISIT -> one(random, "year", "{action: shift_date, shared_day: true}");
                    case BIRTH ->
                            one(
                                    random,
                                    "{action: year, birth: true}",
                                    "{action: shift_date, birth: true, shared_day: true}");
                    case ZIP -> "zip3";
                    case AGE -> "age";
                    case WIDTH -> "{action: generalize, width: 10}";
                    case FIRST -> "{action: generalize, keep_first: 3}";
                    case TEXT -> "scrub";
                    case CODE, SCORE, WORD, WRONGLY_KEPT -> "keep";
                    case EMPTY -> "";
                });
    }

    /**
     * Whether no value of it may stand anywhere in what is handed on. Of dates that are shifted,
     * one may become another.
     */
    boolean isSecret() {
        return switch (kind) {
            case ID, NAME, DROPPED, MASKED, MASKED_MAIL, SSN, ZIP -> true;
            case VISIT, BIRTH -> !isShifted();
            default -> false;
        };
    }

    boolean isShifted() {
        return rule.contains("shift_date");
    }

    /** A value with nothing around it. */
    String value(Random random, CharsetEncoder encoder) {
        return switch (kind) {
            case ID -> "PT-%06d".formatted(random.nextInt(1_000_000));
            case NAME -> name(random, encoder);
            case DROPPED -> certain(random);
            case MASKED -> phone(random);
            case MASKED_MAIL -> mail(random);
            case SSN -> ssn(random);
            case VISIT -> date(random, 2010, AS_OF - 1);
            case BIRTH -> date(random, 1915, 1999);
            case ZIP -> zip(random);
            case AGE -> Integer.toString(random.nextInt(18, 120));
            case WIDTH -> Integer.toString(random.nextInt(40, 120));
            case FIRST -> "C%02d.%d".formatted(random.nextInt(100), random.nextInt(10));
            case CODE, WRONGLY_KEPT ->
                    "%c%02d".formatted('A' + random.nextInt(26), random.nextInt(99));
            case SCORE ->
                    one(random, Integer.toString(random.nextInt(11)), random.nextInt(10) + ".5");
            case WORD ->
                    encodable(
                            random,
                            encoder,
                            "nausea",
                            "worse, then better",
                            "5\" cut",
                            "non; nul | nix",
                            "Übelkeit",
                            "naïve",
                            "恶心",
                            "头痛，发热");
            case TEXT, EMPTY -> "";
        };
    }

    /**
     * Something that a kept column must not hand on: its form alone is certain. Its dates are none
     * that a shifted one becomes.
     */
    static String certain(Random random) {
        return one(random, phone(random), mail(random), ssn(random), date(random, 2001, 2008));
    }

    /** Whether a cell of what is handed on is one that may come of a value. */
    boolean mayCome(String bare, String out, boolean shifts) {
        if (bare.isEmpty()) {
            return out.isBlank() || kind.isKept() || out.matches("[\\s*]*");
        }
        return switch (kind) {
            case ID -> out.matches("[b-df-hj-np-tv]{32}");
            case MASKED, MASKED_MAIL, SSN ->
                    rule.equals("pseudonym")
                            ? out.matches("[b-df-hj-np-tv]{32}")
                            : out.matches("\\*{4,}.{0,2}");
            case VISIT ->
                    (isShifted() && shifts)
                            ? out.matches("\\d{4}-\\d\\d-\\d\\d") && !out.equals(bare)
                            : out.equals(bare.substring(0, 4));
            case BIRTH -> mayComeOfBirth(bare, out, shifts);
            case ZIP -> out.equals(bare.substring(0, 3)) || out.equals("000");
            case AGE -> out.equals(Integer.parseInt(bare) > OLDEST ? "90+" : bare);
            case WIDTH ->
                    out.equals(
                            bare.substring(0, bare.length() - 1)
                                    + "0-"
                                    + bare.substring(0, bare.length() - 1)
                                    + "9");
            case FIRST -> out.equals(bare.substring(0, 3));
            default -> true;
        };
    }

    private boolean mayComeOfBirth(String bare, String out, boolean shifts) {
        int year = Integer.parseInt(bare.substring(0, 4));
        if (AS_OF - year - 1 > OLDEST) {
            return out.isEmpty();
        }
        if (isShifted() && shifts) {
            boolean perhaps = AS_OF - year > OLDEST && out.isEmpty();
            return perhaps || (out.matches("\\d{4}-\\d\\d-\\d\\d") && !out.equals(bare));
        }
        return AS_OF - year > OLDEST ? out.isEmpty() : out.equals(bare.substring(0, 4));
    }

    private static String name(Random random, CharsetEncoder encoder) {
        String first = one(random, "Ann", "Bob", "Carla", "Per");
        var last = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            last.append("bdfgklmnprstvz".charAt(random.nextInt(14)));
            last.append("aeiou".charAt(random.nextInt(5)));
        }
        last.setCharAt(0, Character.toUpperCase(last.charAt(0)));
        String chinese =
                one(random, "欧阳", "王", "李")
                        + (char) ('一' + random.nextInt(500))
                        + (char) ('一' + random.nextInt(500));
        return encodable(random, encoder, first + " " + last, last + ", " + first, chinese);
    }

    static String phone(Random random) {
        int line = random.nextInt(10_000);
        return one(
                random,
                "415-555-%04d".formatted(line),
                "(212) 555-%04d".formatted(line),
                "+1 415 555 %04d".formatted(line),
                "1380000%04d".formatted(line));
    }

    static String mail(Random random) {
        return "p%06d@example.org".formatted(random.nextInt(1_000_000));
    }

    static String ssn(Random random) {
        return "%03d-%02d-%04d"
                .formatted(
                        random.nextInt(100, 600),
                        random.nextInt(1, 99),
                        random.nextInt(1001, 9999));
    }

    static String date(Random random, int from, int to) {
        return "%d-%02d-%02d"
                .formatted(
                        random.nextInt(from, to + 1), random.nextInt(1, 13), random.nextInt(1, 29));
    }

    private static String zip(Random random) {
        String five = "%05d".formatted(random.nextInt(501, 99_951));
        return one(random, five, five, five + "-%04d".formatted(random.nextInt(10_000)));
    }

    static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String encodable(Random random, CharsetEncoder encoder, String... of) {
        List<String> can = new ArrayList<>();
        for (String one : of) {
            if (encoder.canEncode(one)) {
                can.add(one);
            }
        }
        return can.get(random.nextInt(can.size()));
    }

    /** A header of its kind that an encoding has, in some case. */
    static String header(Kind kind, Random random, CharsetEncoder encoder) {
        String name = encodable(random, encoder, kind.names.split("\\|", -1));
        Function<String, String> as =
                switch (random.nextInt(4)) {
                    case 0 -> String::toLowerCase;
                    case 1 -> String::toUpperCase;
                    default -> one -> one;
                };
        return as.apply(name);
    }
}
