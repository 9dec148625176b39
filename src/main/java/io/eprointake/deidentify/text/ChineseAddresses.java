package io.eprointake.deidentify.text;

/** Chinese addresses: from a province, town or street down to a room. */
final class ChineseAddresses {

    private static final int LONGEST = 70;

    /** How far the next part of an address may be. */
    private static final int GAP = 14;

    private static final String PARTS = "省市区县镇乡村路街巷弄号楼栋幢座室层组旗州盟道苑园里屯";
    private static final String[] LONG_PARTS = {
        "小区", "花园", "公寓", "大厦", "广场", "社区", "新村", "单元", "胡同", "家园", "开发区", "城", "庄"
    };

    /** Characters that do not stand in an address, but around it. */
    private static final String AROUND = "在到住于去是址从往寄搬离了的来因很就着我他她您你给请送回";

    /** Characters that stand around an address, but also in one when a part ends right after. */
    private static final String PERHAPS = "家至和过有上";

    /** Characters that stand around a village, and not in its name. */
    private static final String NO_VILLAGE = "说想看听问等和跟让叫被把对向比但而或都也还又再才只更最不没无要会能可该得地起进出走";

    /** Right before 村 these say that it is any village: 农村, 邻村. */
    private static final String ANY_VILLAGE = "农乡新山全同本邻外渔这那个们每某整半几两咱俺哪中边";

    /** How names of villages of three characters begin that begin with no surname. */
    private static final String QUALITY = "大小东西南北上下前后老新黄黑白红青石双三四五六七八九";

    /** What may follow the name of a hamlet that has no 村. */
    private static final String OF_HAMLET = "人里口的村";

    private ChineseAddresses() {}

    /** An address after a word that announces one. */
    static int after(TextPage page, int end) {
        int at = end;
        while (at - end < 4 && Links.in(page.at(at), " :,是为在到\u3000\t")) {
            at++;
        }
        return page.is(end, ',') || page.is(at, '院') ? TextPage.NONE : take(page, at, 1);
    }

    /** An address that begins with a known town or province. */
    static int place(TextPage page, int at) {
        int known = Chinese.place(page, at);
        return known == 0 ? TextPage.NONE : take(page, at, 2);
    }

    /** An address whose road is here and a number after it, without its town. */
    static int road(TextPage page, int at) {
        int number = at + 1;
        while (number - at < 4 && Links.in(page.at(number), "一二三四五六七八九十段东南西北中")) {
            number++;
        }
        int end = page.digits(number, 6);
        if (end == number || (!page.is(end, '号') && !page.is(end, '弄'))) {
            return TextPage.NONE;
        }
        int from = back(page, at, 16);
        return at - from < 1 ? TextPage.NONE : take(page, from, 1);
    }

    /** A village or a hamlet that is named alone: 张寨村, 李家屯, 大槐树村. */
    static int village(TextPage page, int at) {
        int length = nameOfVillage(page, at);
        boolean hamlet = Links.in(page.at(at), "村寨") || OF_HAMLET.indexOf(page.at(at + 1)) >= 0;
        boolean family = length > 1 && Links.in(page.at(at - length + 1), "家各");
        boolean named =
                length == 1
                        ? page.is(at, '村') && !isNamed(page, at - 2)
                        : hamlet || family || !page.chinese(at + 1);
        if (length == 0 || !named) {
            return TextPage.NONE;
        }
        page.take(at - length, at + 1, Kind.ADDRESS);
        return at + 1;
    }

    /** The number of its characters; 0 if it has no name. */
    private static int nameOfVillage(TextPage page, int at) {
        int most = 0;
        while (most < 4 && isNamed(page, at - most - 1)) {
            most++;
        }
        if (ANY_VILLAGE.indexOf(page.at(at - 1)) >= 0) {
            return 0;
        }
        for (int length = most; length > 0; length--) {
            int from = at - length;
            boolean surname = Chinese.surname(page, from) > 0;
            boolean name =
                    switch (length) {
                        case 4 -> surname && page.is(from + 1, '家');
                        case 3 ->
                                (surname || QUALITY.indexOf(page.at(from)) >= 0)
                                        && !Chinese.word(page, from, 3);
                        case 2 ->
                                !Chinese.word(page, from)
                                        || Links.in(page.at(at), "屯寨")
                                        || (surname && page.is(at - 1, '家'));
                        default -> surname;
                    };
            if (name) {
                return length;
            }
        }
        return 0;
    }

    private static boolean isNamed(TextPage page, int at) {
        char c = page.at(at);
        return page.chinese(at)
                && at >= page.taken()
                && AROUND.indexOf(c) < 0
                && NO_VILLAGE.indexOf(c) < 0;
    }

    /** An address of which only a building is said: 阳光花园3栋2单元501. */
    static int building(TextPage page, int number, int end) {
        boolean building =
                page.is(end, '栋') || page.is(end, '幢') || page.is(end, "号楼") || page.is(end, "单元");
        int next = page.is(end, "号楼") || page.is(end, "单元") ? end + 2 : end + 1;
        if (!building || !page.digit(next)) {
            return TextPage.NONE;
        }
        return take(page, back(page, number, 12), 1);
    }

    private static int back(TextPage page, int at, int most) {
        int from = at;
        while (at - from < most
                && (page.chinese(from - 1) || page.digit(from - 1))
                && from > page.taken()
                && AROUND.indexOf(page.at(from - 1)) < 0
                && PERHAPS.indexOf(page.at(from - 1)) < 0) {
            from--;
        }
        return from;
    }

    private static int take(TextPage page, int from, int least) {
        int end = from;
        int parts = 0;
        for (int at = from; at - from < LONGEST && at - end < GAP; at++) {
            char c = page.at(at);
            boolean gap =
                    c == ' '
                            && ((page.digit(at + 1) && page.chinese(at - 1))
                                    || (page.digit(at - 1) && page.chinese(at + 1)));
            if (!TextPage.chinese(c) && !page.word(at) && c != '-' && c != '#' && !gap) {
                break;
            }
            if ((at > end && AROUND.indexOf(c) >= 0)
                    || (PERHAPS.indexOf(c) >= 0
                            && parts > 0
                            && part(page, at + 1, end) == 0
                            && part(page, at + 2, end) == 0
                            && Chinese.place(page, at) == 0)) {
                break;
            }
            int part = part(page, at, end);
            if (part > 0 && at > from) {
                parts++;
                at += part - 1;
                end = at + 1;
            }
        }
        int known = Chinese.place(page, from);
        if (known > 0 && parts == 0 && least == 1) {
            end = from + known;
            parts = 1;
        }
        if (parts < least) {
            return TextPage.NONE;
        }
        int room = page.digits(end, 5);
        if ((room > end && !page.chinese(room)) || page.is(room, '室')) {
            end = page.is(room, '室') ? room + 1 : room;
        }
        page.take(from, end, Kind.ADDRESS);
        return end;
    }

    /** The length of the part of an address that ends a name or a number here. */
    private static int part(TextPage page, int at, int before) {
        for (String part : LONG_PARTS) {
            if (page.is(at, part) && at > before) {
                return part.length();
            }
        }
        boolean single = PARTS.indexOf(page.at(at)) >= 0 && at > before;
        boolean word = page.is(at, "道") && !page.is(at - 1, '大');
        return single && !word ? page.is(at, "号楼") ? 2 : 1 : 0;
    }
}
