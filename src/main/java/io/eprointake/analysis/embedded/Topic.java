package io.eprointake.analysis.embedded;

import java.util.Locale;

/** What a phrase or an example speaks of. */
sealed interface Topic {

    String ALARM = "red flag ";
    String CUE = "cue ";

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

    /** What tells whose something is, whether it is, and when. */
    record Cue(Context.Kind kind) implements Topic {}

    /** As {@link #of} reads it. */
    default String heading() {
        return switch (this) {
            case Symptom(int group, String name) -> group + " " + name;
            case Alarm(String kind) -> ALARM + kind;
            case Other() -> "other";
            case Cue(Context.Kind kind) -> CUE + kind.name().toLowerCase(Locale.ROOT);
        };
    }

    /** Reads a heading of a resource, without its brackets. */
    static Topic of(String heading) {
        if (heading.equals("other")) {
            return new Other();
        }
        if (heading.startsWith(ALARM)) {
            return new Alarm(heading.substring(ALARM.length()));
        }
        if (heading.startsWith(CUE)) {
            return new Cue(
                    Context.Kind.valueOf(heading.substring(CUE.length()).toUpperCase(Locale.ROOT)));
        }
        int space = heading.indexOf(' ');
        return new Symptom(
                Integer.parseInt(heading.substring(0, space)), heading.substring(space + 1));
    }
}
