package io.eprointake.report;

/** The trial's id for a patient, unique within a study. It never prints itself. */
public record Subject(String id) {

    /**
     * What is of the same subject of a study, and no other: its transactions exclude each other.
     */
    public String keyIn(String study) {
        return "subject " + study + "\n" + id;
    }

    @Override
    public String toString() {
        return "Subject[redacted]";
    }
}
