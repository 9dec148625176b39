package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.suggest.FileSample.SampledColumn;
import io.eprointake.deidentify.text.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Proposes what is done to a column. It may be handed on as it is only where every word of its
 * header is known, and the sample bears the header out; or where it says yes and no. What is
 * neither known to identify nor known not to is left to a person.
 *
 * @param hasSubject whether the file says whose row it is, so that dates can be shifted
 */
record Judgement(boolean hasSubject) {

    private static final int MOST_CODES = 500;
    private static final int LONGEST_CODE = 60;
    private static final int MOST_TRAITS = 60;

    /**
     * @param domain where it is known to hold ids, whose
     */
    Suggestion of(SampledColumn column, @Nullable String domain) {
        ColumnSample sample = column.sample();
        String what = column.header().what();
        return switch (column.header().meaning()) {
            case NAME, DIRECT, NATIONAL_ID -> Suggestion.of(Action.DROP, what);
            case ZIP -> zip(sample, what);
            case AGE -> age(sample, what);
            case BIRTH -> date(sample, what, true);
            case DATE -> date(sample, what, false);
            default -> domain == null ? other(column) : pseudonym(column, domain);
        };
    }

    private static Suggestion pseudonym(SampledColumn column, String domain) {
        return switch (column.header().meaning()) {
            case SUBJECT, ID -> Suggestion.pseudonym(domain, column.header().what());
            default -> Suggestion.pseudonym(domain, "unique numbers (Safe Harbor R)");
        };
    }

    private Suggestion other(SampledColumn column) {
        ColumnSample sample = column.sample();
        String what = column.header().what();
        return switch (column.header().meaning()) {
            case TEXT -> Suggestion.of(Action.SCRUB, what);
            case TRAIT -> keep(column, what).asQuasiIdentifier();
            case QUANTITY ->
                    sample.isEmpty() || sample.all(Shape.NUMBER)
                            ? keep(column, what)
                            : Suggestion.of(Action.SCRUB, what + ", but not all are numbers");
            case CODE, THING, ANSWER -> keep(column, what);
            default -> byValues(column, what);
        };
    }

    /** Whether a column's values bear out that it may be kept, as far as they have been seen. */
    static boolean isBornOut(SampledColumn column) {
        ColumnSample sample = column.sample();
        return switch (column.header().meaning()) {
            case TRAIT -> sample.isOfCodes(MOST_TRAITS, LONGEST_CODE);
            case QUANTITY -> sample.all(Shape.NUMBER) && sample.isHarmless();
            case CODE -> sample.isOfCodes(MOST_CODES, LONGEST_CODE);
            case THING -> sample.isOfThings(MOST_CODES, LONGEST_CODE);
            case ANSWER -> sample.all(Shape.ANSWER) && sample.isHarmless();
            case NEUTRAL, UNKNOWN -> sample.all(Shape.FLAG) && sample.isHarmless();
            default -> false;
        };
    }

    private static Suggestion zip(ColumnSample sample, String what) {
        return sample.isEmpty() || sample.count(Shape.POSTCODE) > 0
                ? Suggestion.of(Action.ZIP3, unread(what, sample, Shape.POSTCODE))
                        .asQuasiIdentifier()
                : Suggestion.of(Action.DROP, what + ", none as expected");
    }

    private static Suggestion age(ColumnSample sample, String what) {
        return sample.count(Shape.AGE) > 0
                ? Suggestion.of(Action.AGE, unread(what, sample, Shape.AGE)).asQuasiIdentifier()
                : Suggestion.of(Action.REVIEW, what + ", not in years");
    }

    private Suggestion date(ColumnSample sample, String what, boolean birth) {
        Action action = hasSubject ? Action.SHIFT_DATE : Action.YEAR;
        String why = hasSubject ? what : what + "; no subject to shift them by";
        String format = sample.dateFormat();
        if (format != null) {
            return Suggestion.date(action, format, birth, why);
        }
        if (sample.isEmpty() || sample.count(Shape.DATE) > 0) {
            return Suggestion.date(action, null, birth, unread(why, sample, Shape.DATE));
        }
        if (sample.all(Shape.YEAR)) {
            return Suggestion.date(Action.YEAR, null, birth, what + ", years only");
        }
        return Suggestion.of(
                Action.REVIEW,
                sample.all(Shape.DAY_OR_MONTH_FIRST)
                        ? what + "; which is the day, and which the month?"
                        : what + ", not written as dates: is there a format?");
    }

    private Suggestion byValues(SampledColumn column, String what) {
        ColumnSample sample = column.sample();
        Kind kind = sample.mostly();
        if (sample.all(Shape.DATE)) {
            return date(sample, "dates", false);
        }
        if (kind != null) {
            return Suggestion.of(Action.DROP, "most look like " + kind);
        }
        return keep(column, isBornOut(column) ? "yes or no" : what);
    }

    private static Suggestion keep(SampledColumn column, String what) {
        ColumnSample sample = column.sample();
        if (isBornOut(column)) {
            return Suggestion.of(Action.KEEP, what);
        }
        if (sample.isEmpty()) {
            return Suggestion.of(Action.REVIEW, what + "; the sample has no value");
        }
        String doubt = sample.kinds().isEmpty() ? "the values don't settle it" : sample.kinds();
        return Suggestion.of(Action.REVIEW, what + "; " + doubt);
    }

    /** What is not understood is not handed on: that is safe, and worth knowing. */
    private static String unread(String what, ColumnSample sample, Shape shape) {
        int without = sample.without(shape);
        return without == 0
                ? what
                : "%s; %d of the sample are not understood: of more than 1 %%, the file fails"
                        .formatted(what, without);
    }
}
