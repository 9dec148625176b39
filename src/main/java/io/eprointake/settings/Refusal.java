package io.eprointake.settings;

/**
 * Why nothing is started, in the words of whoever must mend it.
 *
 * @param setting its name, and where it stands
 * @param was what it was; of a secret only that it was set
 * @param right what would be right
 */
record Refusal(String setting, String was, String right) {

    private static final int LONGEST = 400;

    Refusal {
        setting = line(setting);
        was = line(was);
        right = line(right);
    }

    /** A value may have line ends of its own, and a driver's message many lines. */
    private static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** Three lines. */
    @Override
    public String toString() {
        return """
        setting: %s
        was:     %s
        right:   %s
        """
                .formatted(setting, was, right);
    }
}
