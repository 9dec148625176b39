package io.eprointake.deidentify.text;

/** E-mail addresses, web addresses and addresses of machines. */
final class Links {

    /** The longest local part of an e-mail address, RFC 5321 4.5.3.1.1. */
    private static final int LOCAL_PART = 64;

    private Links() {}

    /** An e-mail address around the {@code @} here. */
    static int email(TextPage page, int at) {
        int from = at;
        while (at - from < LOCAL_PART && (page.word(from - 1) || in(page.at(from - 1), "._%+-'"))) {
            from--;
        }
        int end = host(page, at + 1);
        if (from == at || end == TextPage.NONE) {
            return TextPage.NONE;
        }
        page.take(from, end, Kind.EMAIL);
        return end;
    }

    /** A web address whose {@code ://} or {@code www.} is here. */
    static int url(TextPage page, int at) {
        int from = at;
        while (at - from < 12 && page.letter(from - 1)) {
            from--;
        }
        if (from == at && !page.is(at, "www.")) {
            return TextPage.NONE;
        }
        int end = at + 3;
        while (page.at(end) > ' ' && page.at(end) < 0x7F && !in(page.at(end), "<>\"[]{}|")) {
            end++;
        }
        while (end > at + 3 && in(page.at(end - 1), ".,;:!?)'")) {
            end--;
        }
        if (end < at + 5) {
            return TextPage.NONE;
        }
        page.take(from, end, Kind.URL);
        return end;
    }

    /** A host without a scheme, such as {@code example.com/me}, whose first dot is here. */
    static int bare(TextPage page, int dot) {
        int end = dot + 1 + 3;
        for (String domain : new String[] {"com", "org", "net", "edu", "gov", "cn", "io"}) {
            end = dot + 1 + domain.length();
            if (page.is(dot + 1, domain) && !page.word(end)) {
                int from = dot;
                while (dot - from < LOCAL_PART
                        && (page.word(from - 1) || in(page.at(from - 1), ".-"))) {
                    from--;
                }
                if (page.is(end, '.') && page.letter(end + 1)) {
                    end = page.letters(end + 1);
                }
                while (page.is(end, '/')
                        || (end > dot + 4 && page.word(end))
                        || (in(page.at(end), "-_~?=&%#") && page.word(end + 1))) {
                    end++;
                }
                page.take(from, end, Kind.URL);
                return end;
            }
        }
        return TextPage.NONE;
    }

    /**
     * Eight groups of hexadecimal digits, or fewer with one {@code ::}; its first colon is here.
     */
    static int ipv6(TextPage page, int colon) {
        int from = colon;
        while (colon - from < 5 && hex(page.at(from - 1))) {
            from--;
        }
        int groups = from < colon ? 1 : 0;
        boolean gap = false;
        int end = colon;
        while (page.is(end, ':') && groups < 9) {
            if (page.is(end + 1, ':')) {
                if (gap) {
                    return TextPage.NONE;
                }
                gap = true;
                end++;
            }
            int next = end + 1;
            while (next - end < 6 && hex(page.at(next))) {
                next++;
            }
            if (next - end > 5) {
                return TextPage.NONE;
            }
            if (next == end + 1) {
                end = gap ? next : end;
                break;
            }
            groups++;
            end = next;
        }
        boolean whole = gap ? groups >= 2 && groups < 8 : groups == 8;
        return whole && colon - from < 5 && !page.word(end) && !page.word(from - 1)
                ? end
                : TextPage.NONE;
    }

    private static int host(TextPage page, int from) {
        int end = from;
        int dot = TextPage.NONE;
        while (page.word(end) || (in(page.at(end), ".-") && page.word(end + 1))) {
            if (page.is(end, '.')) {
                dot = end;
            }
            end++;
        }
        return dot > from && page.letter(dot + 1) && end - dot > 2 ? end : TextPage.NONE;
    }

    private static boolean hex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    static boolean in(char c, String set) {
        return set.indexOf(c) >= 0;
    }
}
