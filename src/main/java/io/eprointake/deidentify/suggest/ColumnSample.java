package io.eprointake.deidentify.suggest;

import io.eprointake.deidentify.text.Cell;
import io.eprointake.deidentify.text.Kind;
import io.eprointake.deidentify.text.ResidualIdentifiers;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is remembered of a column's first values: counts and hashes, no value. */
final class ColumnSample {

    /** Of a longer value, the rest tells no more about what its column is. */
    private static final int LOOKED_AT = 2_000;

    private final Map<Shape, Integer> shapes = new EnumMap<>(Shape.class);
    private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
    private final DateOrder order = new DateOrder();
    private final NamedMonths named = new NamedMonths();
    private Set<Long> hashes = new HashSet<>();
    private int distinct;
    private int values;
    private int longest;

    /** A value that is not empty. */
    void add(String value, long hash) {
        String beginning = Cell.stripped(value.substring(0, Math.min(value.length(), LOOKED_AT)));
        values++;
        distinct += hashes.add(hash) ? 1 : 0;
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
        boolean repeated = distinct < values || values == 1;
        return repeated && distinct <= mostDistinct && longest <= longestCode && isHarmless();
    }

    boolean isHarmless() {
        Set<Shape> telling =
                EnumSet.of(
                        Shape.UUID,
                        Shape.DATE,
                        Shape.DAY_OR_MONTH_FIRST,
                        Shape.MONTH_NAMED,
                        Shape.OPAQUE);
        return values > 0 && kinds.isEmpty() && telling.stream().allMatch(s -> count(s) == 0);
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

    /** What values look like identifiers, in words; empty when none does. */
    String kinds() {
        return kinds.isEmpty() ? "" : "some look like " + kinds.keySet();
    }

    /** How its dates are written, where all are in one order that can be told. */
    @Nullable String dateFormat() {
        if (all(Shape.DAY_OR_MONTH_FIRST)) {
            return order.format();
        }
        return all(Shape.MONTH_NAMED) ? named.format() : null;
    }
}
