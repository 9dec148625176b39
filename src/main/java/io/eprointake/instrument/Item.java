package io.eprointake.instrument;

/**
 * One question of the instrument.
 *
 * @param field its name in a report, for example {@code PROCTCAE_9A_SCL}
 * @param group the number of its symptom group, 1 to 80
 * @param attribute {@code frequency}, {@code severity}, {@code interference}, {@code amount} or
 *     {@code presence}
 * @param first whether it is the first of its group, the one that the others hang on
 */
record Item(
        String field,
        int group,
        String symptom,
        String attribute,
        boolean first,
        Answers answers) {}
