package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was found in one text, by whom and in whatever order. Where spans overlap, all that any of
 * them covers goes; it is called what the longest of them is, but unknown only if all are.
 */
final class FoundSpans {

    private final List<Span> spans = new ArrayList<>();

    void add(int from, int to, Kind kind) {
        if (to > from) {
            spans.add(new Span(from, to, kind));
        }
    }

    void add(Span span) {
        spans.add(span);
    }

    /** Whether all of a range was found to be of that kind. */
    boolean has(Kind kind, int from, int to) {
        for (Span span : spans) {
            if (span.kind() == kind && span.from() <= from && span.to() >= to) {
                return true;
            }
        }
        return false;
    }

    /** In the order of the text, none overlapping another. */
    List<Span> resolved() {
        if (spans.size() < 2) {
            return spans;
        }
        spans.sort(Comparator.comparingInt(Span::from));
        List<Span> apart = new ArrayList<>(spans.size());
        Span all = spans.getFirst();
        Span names = all;
        for (Span span : spans.subList(1, spans.size())) {
            if (span.from() < all.to()) {
                names = says(span, names) ? span : names;
                all = new Span(all.from(), Math.max(all.to(), span.to()), names.kind());
            } else {
                apart.add(all);
                all = span;
                names = span;
            }
        }
        apart.add(all);
        spans.clear();
        spans.addAll(apart);
        return spans;
    }

    private static boolean says(Span span, Span other) {
        boolean unknown = span.kind() == Kind.UNKNOWN;
        return unknown == (other.kind() == Kind.UNKNOWN)
                ? span.to() - span.from() > other.to() - other.from()
                : !unknown;
    }

    /** The text with every span replaced; the same instance when there is none. */
    String scrubbed(TextPage page, Tally tally) {
        if (spans.isEmpty()) {
            return page.original();
        }
        String text = page.original();
        var out = new StringBuilder(text.length());
        int from = 0;
        for (Span span : resolved()) {
            out.append(text, from, page.place(span.from())).append(span.kind().replacement());
            tally.add(span.kind());
            from = page.place(span.to());
        }
        return out.append(text, from, text.length()).toString();
    }
}
