package io.eprointake.report;

/** The trial's id for a patient, unique within a study. It never prints itself. */
public record Subject(String id) {

    @Override
    public String toString() {
        return "Subject[redacted]";
    }
}
