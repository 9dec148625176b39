package io.eprointake.report;

/** What a patient wrote in their own words. It never prints itself. */
public record Narrative(String text) {

    /** Its length only, in UTF-16 units: a narrative must not reach a log line or a message. */
    @Override
    public String toString() {
        return "Narrative[" + text.length() + " chars]";
    }
}
