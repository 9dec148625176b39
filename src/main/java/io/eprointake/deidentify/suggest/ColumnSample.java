package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.Kind;
import io.eprointake.deidentify.text.ResidualIdentifiers;
import io.eprointake.deidentify.text.Strictest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a column: counts and hashes, no value. Of its first values all are counted;
 * of those after them, where they are looked at, each that has not come before.
 */
final class ColumnSample {

    /** Of a longer value, the rest tells no more about what its column is. */
    private static final int LOOKED_AT = 2_000;

    /** What has come before need not be looked at again: hashes, of which there may be so many. */
    private static final int MOST_HASHES = 1_000;

    private static final int MOST_NUMBERED = 100;

    private static final Set<Shape> TELLING =
            EnumSet.of(Shape.UUID, Shape.DATE, Shape.DAY_OR_MONTH_FIRST, Shape.MONTH_NAMED);

    private final Map<Shape, Integer> shapes = new EnumMap<>(Shape.class);
    private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    private final DateOrder order = new DateOrder();
    private final NamedMonths named = new NamedMonths();
    private Set<Long> hashes = new HashSet<>();
    private @Nullable Kind doubt;
    private int distinct;
    private int values;
    private int longest;

    /** One of the first values; none is empty. */
    void add(String value, long hash) {
        boolean isNew = hashes.add(hash);
        distinct += isNew ? 1 : 0;
        look(value, isNew);
    }

    /** One of the values after them. */
    void addLater(String value, long hash) {
        boolean full = hashes.size() >= MOST_HASHES;
        if (full && isSmallNumber(value) && all(Shape.NUMBER)) {
            return;
        }
        if (full ? !hashes.contains(hash) : hashes.add(hash)) {
            distinct++;
            look(value, true);
        }
    }

    /** As measurements are; no number of anything. A column of them has a new one in every row. */
    private static boolean isSmallNumber(String value) {
        int point = value.indexOf('.');
        int end = point < 0 ? value.length() : point;
        boolean small = end > 0 && end <= 4 && value.length() > point + 1;
        for (int i = 0; small && i < value.length(); i++) {
            small = i == point || (value.charAt(i) >= '0' && value.charAt(i) <= '9');
        }
        return small && value.length() <= 20;
    }

    private void look(String value, boolean isNew) {
        String beginning = Cell.stripped(value.substring(0, Math.min(value.length(), LOOKED_AT)));
        values++;
        longest = Math.max(longest, value.length());
        for (Shape shape : Shape.values()) {
            if (shape.fits(beginning)) {
                shapes.merge(shape, 1, Integer::sum);
            }
        }
        if (Shape.DAY_OR_MONTH_FIRST.fits(beginning)) {
            order.add(beginning);
        }
        if (Shape.MONTH_NAMED.fits(beginning)) {
            named.add(beginning);
        }
        Kind kind = ResidualIdentifiers.find(beginning);
        if (kind != null) {
            kinds.merge(kind, 1, Integer::sum);
        }
        if (doubt == null && isNew) {
            doubt = Strictest.find(beginning);
        }
    }

    /** Gives up the hashes, where they are of no use for joining. */
    void forget() {
        hashes = Set.of();
    }

    Set<Long> hashes() {
        return hashes;
    }

    boolean isEmpty() {
        return values == 0;
    }

    int distinct() {
        return distinct;
    }

    int count(Shape shape) {
        return shapes.getOrDefault(shape, 0);
    }

    /** How many have none of the shape. */
    int without(Shape shape) {
        return values - count(shape);
    }

    boolean all(Shape shape) {
        return values > 0 && without(shape) == 0;
    }

    /** Whether equal values in two columns are no chance. */
    boolean isOpaque() {
        return values > 0 && count(Shape.UUID) + count(Shape.OPAQUE) >= values;
    }

    /** Short values that come again and again, and of which none looks like an identifier. */
    boolean isOfCodes(int mostDistinct, int longestCode) {
        return isRepeated(mostDistinct, longestCode) && isHarmless();
    }

    /** The same of names of things, which may be words and short numbers, as variables are. */
    boolean isOfThings(int mostDistinct, int longestName) {
        // More numbers than a study has visits are those of records.
        int most = count(Shape.NUMBER) > 0 ? MOST_NUMBERED : mostDistinct;
        return isRepeated(most, longestName)
                && count(Shape.ODD) == 0
                && count(Shape.LONG_NUMBER) == 0
                && isPlain();
    }

    boolean isHarmless() {
        return count(Shape.OPAQUE) == 0 && isPlain();
    }

    private boolean isRepeated(int mostDistinct, int longestCode) {
        boolean repeated = distinct < values || values == 1;
        return repeated && distinct <= mostDistinct && longest <= longestCode;
    }

    private boolean isPlain() {
        return values > 0
                && doubt == null
                && kinds.isEmpty()
                && TELLING.stream().allMatch(shape -> count(shape) == 0);
    }

    /** The kind of identifier that most values look like. */
    @Nullable Kind mostly() {
        for (var kind : kinds.entrySet()) {
            if (kind.getValue() * 2 > values) {
                return kind.getKey();
            }
        }
        return null;
    }

    /** What values look like identifiers, or may have one in them, in words; empty when none. */
    String kinds() {
        if (kinds.isEmpty()) {
            return doubt == null ? "" : "a value may have in it: " + doubt;
        }
        return "some look like " + kinds.keySet();
    }

    /** How its dates are written, where all are in one order that can be told. */
    @Nullable String dateFormat() {
        if (all(Shape.DAY_OR_MONTH_FIRST)) {
            return order.format();
        }
        return all(Shape.MONTH_NAMED) ? named.format() : null;
    }
}
