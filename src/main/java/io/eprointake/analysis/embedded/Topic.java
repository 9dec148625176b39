package io.eprointake.analysis.embedded;

/** What a phrase or an example speaks of. */
sealed interface Topic {

    String ALARM = "red flag ";

    /**
     * A PRO-CTCAE symptom group.
     *
     * @param group 1 to 80
     * @param name the group's English label
     */
    record Symptom(int group, String name) implements Topic {}

    /** Something a person must see at once, by its word on the wire. */
    record Alarm(String kind) implements Topic {}

    /** What patients write about and is neither; it keeps the embeddings from guessing. */
    record Other() implements Topic {}

    /** Reads a heading of a resource, without its brackets. */
    static Topic of(String heading) {
        if (heading.equals("other")) {
            return new Other();
        }
        if (heading.startsWith(ALARM)) {
            return new Alarm(heading.substring(ALARM.length()));
        }
        int space = heading.indexOf(' ');
        return new Symptom(
                Integer.parseInt(heading.substring(0, space)), heading.substring(space + 1));
    }
}
