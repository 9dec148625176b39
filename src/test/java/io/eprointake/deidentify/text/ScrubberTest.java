package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {

    private final Scrubber scrubber =
            new Scrubber(List.of("Xyra Quenby", "上官云珠", "Orrin")).lenient();
    private final Tally tally = new Tally();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "My name is John Smith.|My name is [NAME].",
                "my husband john is here|my husband [NAME] is here",
                "Dr. Sarah O'Connor-Lee called|Dr. [NAME] called",
                "SMITH, JOHN was seen|[NAME] was seen",
                "Maude482 Wunsch504 presents|[NAME] presents",
                "Jorge Luis88 Vela532 presents|[NAME] presents",
                "Ana de la Cruz, Mr. van der Berg|[NAME], Mr. [NAME]",
                "write to j.smith+x@example.co.uk now|write to [EMAIL] now",
                "see https://example.com/a?b=1, please|see [URL], please",
                "from 192.0.2.7 and 2001:db8::7|from [IP] and [IP]",
                "on March 3, 2024 and 3 Mar 2024|on [DATE] and [DATE]",
                "03/04/24, 2024-03-01T10:00:00Z|[DATE], [DATE]",
                "Jan 5-7, 2024; 2nd of May 2021|[DATE]; [DATE]",
                "she is 93 years old, he is 45 years old|she is [AGE] years old, he is 45 years old",
                "MRN 12345, case #88-1234|MRN [RECORD_NUMBER], case #[RECORD_NUMBER]",
                "SSN 999-12-3456 or ssn 999123456|SSN [SSN] or ssn [SSN]",
                "passport no. X61177311X|passport no. [PASSPORT]",
                "(555) 555-0112 or +1 555 555 0112|[PHONE] or [PHONE]",
                "Ann says she slept badly, call her on 555-0142.|[NAME] says she slept badly, call her on [PHONE].",
                "ring my son's wife on 555 0142, text them on 5550199|ring my son's wife on [PHONE], text them on [PHONE]",
                "call Dr. Smith on 555-0142 ext. 12|call Dr. [NAME] on [PHONE]",
                "Her mobile at home is 555-0142; fax us: 555-0100|Her mobile at home is [PHONE]; fax us: [PHONE]",
                "Dr. Celestine and Sarah Petrovic|Dr. [NAME] and [NAME]",
                "Angus McQuorra and Tavish LaRoone|[NAME] and [NAME]",
                "card 4000 0000 0000 0002|card [BANK_CARD]",
                "at 568 Hills Branch Unit 86, Visalia, CA 93291.|at [ADDRESS].",
                "2400 EAST 4TH ST|[ADDRESS]",
                "P.O. Box 12|[ADDRESS]",
                "whatsapp: rose_12345|whatsapp: [MESSENGER]"
            })
    void englishIdentifiersGo(String text, String scrubbed) {
        assertThat(scrubber.scrub(text, List.of(), tally)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "我叫何晓明，没胃口。|我叫[NAME]，没胃口。",
                "患者林磊因头晕就诊|患者[NAME]因头晕就诊",
                "欧阳娜娜女士来电|[NAME]女士来电",
                "王医生说没事，小王陪我来的|[NAME]医生说没事，[NAME]陪我来的",
                "李某某，男|[NAME]，男",
                "联系人 王 丽，手机１９９０００００００１|联系人 [NAME]，手机[PHONE]",
                "住在成都市武侯区人民南路三段17号，手麻|住在[ADDRESS]，手麻",
                "人民南路三段17号来人|[ADDRESS]来人",
                "身份证11010519491231002X。|身份证[RESIDENT_ID]。",
                "身份证110105491231002。|身份证[RESIDENT_ID]。",
                "二〇二四年三月一日，3月1日，2024年3月|[DATE]，[DATE]，[DATE]",
                "住院号ZY863580，微信号wx_12345|住院号[RECORD_NUMBER]，微信号[MESSENGER]",
                "护照G12345678，邮编610041|护照[PASSPORT]，邮编[ADDRESS]",
                "拨打+86 199-0000-0001|拨打[PHONE]",
                "打她电话62345678，拨打她女儿的6234-5678|打她电话[PHONE]，拨打她女儿的[PHONE]",
                "致电我家里 62345678；联系电话（家）：62345678|致电我家里 [PHONE]；联系电话（家）：[PHONE]",
                "银行卡6222000000000000000|银行卡[BANK_CARD]",
                "今年97岁|今年[AGE]岁"
            })
    void chineseIdentifiersGo(String text, String scrubbed) {
        assertThat(scrubber.scrub(text, List.of(), tally)).isEqualTo(scrubbed);
    }

    @Test
    void aWrongCheckDigitIsNoWayAroundInFreeText() {
        String wrong = "身份证号110105194912310021";
        assertThat(scrubber.scrub(wrong, List.of(), tally)).isEqualTo("身份证号[RESIDENT_ID]");
    }

    @Test
    void namesOfTheStudyGoWhereverTheyStand() {
        assertThat(scrubber.scrub("XYRA QUENBY, Quenby and orrin; 见上官云珠处", List.of(), tally))
                .isEqualTo("[NAME], [NAME] and [NAME]; 见[NAME]处");
    }

    @Test
    void whatTheRowSaysOfThePersonGoesWhateverItsCaseAndItsDigits() {
        List<String> row = List.of("Bräm482", "Zyx-88-1", "贝壳", "x");
        assertThat(scrubber.scrub("BRAM482 or bram, zyx-88-1, Bramble; 叫贝壳; x", row, tally))
                .isEqualTo("[NAME] or [NAME], [NAME], Bramble; 叫[NAME]; x");
        assertThat(tally.count(Kind.NAME)).isEqualTo(4);
    }

    @Test
    void whatHasNoIdentifierIsTheSameInstance() {
        String text = "No change since the last cycle; 恶心好转。";
        assertThat(scrubber.scrub(text, List.of("Maude482"), tally)).isSameAs(text);
        assertThat(tally.asMap()).isEmpty();
    }

    @Test
    void talliesOfSeveralWorkersAddUp() {
        Tally other = new Tally();
        scrubber.scrub("a@example.com, b@example.com", List.of(), tally);
        scrubber.scrub("c@example.com on 2024-03-01", List.of(), other);
        tally.merge(other);
        assertThat(tally.asMap()).containsOnlyKeys(Kind.EMAIL, Kind.DATE);
        assertThat(tally.count(Kind.EMAIL)).isEqualTo(3);
    }

    @Test
    void aNumberThatNobodyIsToCallStays() {
        String text = "I will call. CD4 was 300-1500; call if 500-1000 ml are lost; 打8000000单位青霉素";
        assertThat(scrubber.scrub(text, List.of(), tally)).isSameAs(text);
    }

    @Test
    void cellsOfAColumnLoseTheNamesOfTheirOwnRow() {
        CellScrubber cells = scrubber.cells(tally);
        assertThat(cells.scrub("zyxo saw orrin and vuvu", List.of("Zyxo")))
                .isEqualTo("[NAME] saw [NAME] and vuvu");
        assertThat(cells.scrub("zyxo and vuvu", List.of("Vuvu"))).isEqualTo("zyxo and [NAME]");
        assertThat(cells.scrub("zyxo and vuvu", List.of())).isEqualTo("zyxo and vuvu");
    }

    /** Eight times the text in about eight times the time; were it quadratic, it would be 64. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "A",
                "Mr ",
                "1",
                "1 ",
                "1-",
                "@",
                "a@",
                ".",
                "a.",
                "a.com",
                "://",
                "a:",
                "(",
                "+1",
                "省",
                "号",
                "路1号",
                "一",
                "王",
                "小王",
                "住在",
                "I'm ",
                "box 1 ",
                "Aa-",
                "Aa ",
                "MRN ",
                "555-0142 ",
                "call ",
                "打",
                "电话",
                "+4 ",
                "0171/",
                "12 34 ",
                "AB12 ",
                "GB33BUKB",
                "one ",
                "one-",
                "ninety ",
                "九",
                "chart no. ",
                "lot-",
                "a at b dot ",
                "a. @ b. ",
                "1.23456, "
            })
    void noTextMakesItSlow(String part) {
        // Compilers that get no processor are late, and the one of the two texts that was scrubbed
        // before they came looks slow: so in turns, until both were scrubbed by compiled code.
        String longer = part.repeat(40_000 / part.length());
        String shorter = part.repeat(5_000 / part.length());
        long large = Long.MAX_VALUE;
        long small = Long.MAX_VALUE;
        int turns = 0;
        do {
            large = Math.min(large, processorTime(longer));
            small = Math.min(small, processorTime(shorter));
            turns++;
        } while (turns < 30 && large >= 24 * small + 2_000_000);
        // In quadratic time eight times the length would take 64 times as long.
        assertThat(large).isLessThan(24 * small + 2_000_000);
    }

    private long processorTime(String text) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        scrubber.scrub(text, List.of("Zzz"), tally);
        return threads.getCurrentThreadCpuTime() - begin;
    }
}
