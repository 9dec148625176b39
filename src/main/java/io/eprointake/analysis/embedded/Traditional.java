package io.eprointake.analysis.embedded;

import java.util.HashMap;
import java.util.Map;

/** Traditional Chinese characters that symptoms are written with, and their simplified form. */
final class Traditional {

    private static final String PAIRS =
            "噁恶惡恶嘔呕頭头暈晕著着氣气脹胀漲涨瀉泻腸肠無无沒没發发燒烧熱热髮发癢痒乾干幹干腳脚腫肿脫脱視视覺觉聽听見见聲声響响"
                    + "鳴鸣淚泪飛飞閃闪憂忧鬱郁慮虑緊紧張张擔担難难過过傷伤絕绝殺杀殘残體体臟脏臉脸膚肤紅红點点塊块爛烂潰溃瘍疡嚨咙嚥咽"
                    + "飯饭餓饿飽饱關关節节腦脑記记憶忆專专亂乱經经來来陰阴陽阳慾欲盜盗濕湿涼凉顫颤針针藥药醫医療疗癲癫癇痫識识夢梦樂乐"
                    + "興兴開开這这個个樣样還还時时間间會会從从後后裡里裏里壓压悶闷與与嚴严輕轻讓让說说話话東东變变黃黄顏颜膿脓瘡疮濃浓"
                    + "滿满鬆松軟软勞劳憊惫減减質质麼么為为對对嗎吗淺浅異异產产檢检斷断遺遗頻频幾几兩两週周總总給给縮缩齦龈鏡镜動动勁劲"
                    + "溫温陣阵蕁荨撐撑噴喷懼惧靜静煩烦鈍钝遲迟轉转結结厲厉處处條条億亿嚇吓衝冲";

    private static final Map<Character, Character> SIMPLIFIED = new HashMap<>();

    static {
        for (int i = 0; i < PAIRS.length(); i += 2) {
            SIMPLIFIED.put(PAIRS.charAt(i), PAIRS.charAt(i + 1));
        }
    }

    private Traditional() {}

    static String simplified(String text) {
        StringBuilder simplified = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            simplified.setCharAt(i, SIMPLIFIED.getOrDefault(c, c));
        }
        return simplified.toString();
    }
}
