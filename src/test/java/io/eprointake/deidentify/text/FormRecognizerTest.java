package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormRecognizerTest {

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "came in car, plate 7ABC123|came in car, plate [VEHICLE]",
                "reg. AB12 CDE was outside|reg. [VEHICLE] was outside",
                "Kennzeichen B-MW 1234 am Auto|Kennzeichen [VEHICLE] am Auto",
                "VIN WVWZZZ1JZXW000001|VIN [VEHICLE]",
                "his van, 1HGCM82633A004352, was towed|his van, [VEHICLE], was towed",
                "车牌浙A12345送来|车牌[VEHICLE]送来",
                "开粤B·D12345来的|开[VEHICLE]来的"
            })
    void aVehicleGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "device MAC 00:1A:2B:3C:4D:5E|device MAC [DEVICE]",
                "mac ab-cd-ef-01-23-45, ok|mac [DEVICE], ok",
                "S/N: GE-MC-448812|S/N: [DEVICE]",
                "pump SN 88120-44|pump SN [DEVICE]",
                "serial number is XK99-1203 on it|serial number is [DEVICE] on it",
                "UDI (01)00844588003288(17)141120|UDI [DEVICE]",
                "vaccine lot EK5730 given|vaccine lot [DEVICE] given",
                "IMEI 490154203237518|IMEI [DEVICE]",
                "泵序列号：AB-55120|泵序列号：[DEVICE]"
            })
    void aDeviceGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fell at 39.7589, -84.1916|fell at [ADDRESS]",
                "seen near 51°30'26\"N 0°7'39\"W today|seen near [ADDRESS] today",
                "lat 39.758 long -84.191|lat [ADDRESS] long -[ADDRESS]",
                "Rose Cottage, NR21 0JA|Rose Cottage, [ADDRESS]",
                "lives near K1A 0B1|lives near [ADDRESS]",
                "ZIP: 394 13|ZIP: [ADDRESS]",
                "postcode sw1a1aa please|postcode [ADDRESS] please"
            })
    void aPlaceGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "her ssn ends 078-05-1120|her ssn ends [SSN]",
                "Social Security number: 078 05 1120|Social Security number: [SSN]",
                "SSN 078051120|SSN [SSN]",
                "her passport number is L8988901C2|her passport number is [PASSPORT]",
                "holds E12345678, valid|holds [PASSPORT], valid",
                "护照AB123456|护照[PASSPORT]",
                "身份证11010519491231002X|身份证[RESIDENT_ID]",
                "他的是110105194912310021。|他的是[RESIDENT_ID]。",
                "证件号：4405241880010|证件号：[RESIDENT_ID]",
                "patient ID card 55123|patient ID card [RECORD_NUMBER]",
                "claim #A-20991|claim #[RECORD_NUMBER]",
                "NHS 943 476 5919|NHS [RECORD_NUMBER]",
                "住院号00123|住院号[RECORD_NUMBER]",
                "paid 4000 0000 0000 0002 2024|paid [BANK_CARD] 2024",
                "卡号622848000000000|卡号[BANK_CARD]",
                "邮政编码100086|邮政编码[ADDRESS]",
                "my cell is at 5550142|my cell is at [PHONE]",
                "call (555) 555-0112 ext. 12|call [PHONE]",
                "on +1 (415) 555-0136, x3|on [PHONE]",
                "or 139 0000 0000|or [PHONE]",
                "拨打她女儿的62345678|拨打她女儿的[PHONE]",
                "wechat is xiao_li9|wechat is [MESSENGER]",
                "加我微信xiao_li9|加我微信[MESSENGER]",
                "from 192.0.2.17 today|from [IP] today"
            })
    void aNumberGoesForItsFormOrForTheWordBeforeIt(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the patient 12345 steps a day, group 12345 of them",
                "paid 4000 0000 0000 0003 in all",
                "SNOMED CT 2716490067 and code: 2716490067",
                "we call it a day, 2000 of 3000",
                "version 1.2.3.4.5 or 300.1.1.1",
                "a text of 10000 words on facebook"
            })
    void aNumberStaysThatOnlyLooksLikeOne(String text) {
        assertThat(scrub(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "see MRN0012345 please|see MRN[RECORD_NUMBER] please",
                "hosp no. 55-1023|hosp no. [RECORD_NUMBER]",
                "UHID: AB/2024/00123|UHID: [RECORD_NUMBER]",
                "chart 88123 pulled|chart [RECORD_NUMBER] pulled",
                "UHID 00123/45|UHID [RECORD_NUMBER]",
                "my driver's license number is 2270-66-1551|my driver's license number is [RECORD_NUMBER]",
                "driving licence MORGA657054SM9IJ|driving licence [RECORD_NUMBER]",
                "her NI no. is QQ 12 34 56 C|her NI no. is [RECORD_NUMBER]",
                "sent by RSSMRA85T10A562S|sent by [RECORD_NUMBER]",
                "DNI 12345678Z; or 12345678Z|DNI [RECORD_NUMBER]; or [RECORD_NUMBER]"
            })
    void aNumberOfARecordGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "paid from GB33BUKB20201555555555 today|paid from [ACCOUNT] today",
                "paid GB33 BUKB 2020 1555 5555 55 and left|paid [ACCOUNT] and left",
                "DE89 3704 0044 0532 0130 00 from abroad|[ACCOUNT] from abroad",
                "paid GB33 BUKB 2020 1555 5555 55 ALSO|paid [ACCOUNT] ALSO",
                "ref GB34 BUKB 2020 1555 5555 55|ref GB34 BUKB 2020 1555 5555 55",
                "my iban is gb33bukb20201555555555|my iban is [ACCOUNT]",
                "card 213176828496175 at|card [BANK_CARD] at",
                "to 0x52908400098527886E0F7030069857D2E4169EE7|to [ACCOUNT]"
            })
    void anAccountGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "she is 95 y.o. and frail|she is [AGE] y.o. and frail",
                "ninety-two years old, lives alone|[AGE] years old, lives alone",
                "on his ninety-fifth birthday|on his [AGE] birthday",
                "on her 95th birthday|on her [AGE]th birthday",
                "a hundred and one years old|a [AGE] years old",
                "aged ninety|aged [AGE]",
                "a woman in her nineties, in her late 90s|a woman in her [AGE], in her late [AGE]",
                "a centenarian who walks|a [AGE] who walks",
                "老人九十三岁|老人[AGE]岁",
                "虚岁94，百岁老人|虚岁[AGE]，[AGE]岁老人"
            })
    void aGreatAgeGoesInWordsToo(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call nine three seven five five five oh one four two|call [PHONE]",
                "on nine-three-seven, double five, five one, thanks|on [PHONE], thanks",
                "it is 9 3 7 5 5 5 0 1 4 2 now|it is [PHONE] now",
                "手机幺三八零零零零幺幺幺幺|手机[PHONE]",
                "加我V：karlw88|加我V：[MESSENGER]",
                "wx:wxid_ab12cd34|wx:[MESSENGER]",
                "vx karl_w88 可以|vx [MESSENGER] 可以",
                "威信：karlweber|威信：[MESSENGER]"
            })
    void whatIsSpelledOutGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "growth plate L4-S1, plate 316L, reg rhythm 80, car 2 miles away",
                "V1-V6 normal, V: no nodule, CD34 POS, vitamin B12 5MG daily, B12 1000 MCG",
                "SN 2/3, a lot 2000 times, lot of 1000 problems, serial tests",
                "chart 2024 shows, case 3, file 12, visit 4, chart review",
                "0.1234, 5.6789 ratio; 1.25, 3.75 mg; 10:20:30 hours",
                "pain 1 2 3 4 5 6, one two three four five six seven",
                "ninety years of smoking, one hundred and five beats, sats in the nineties",
                "a 9-year-old, 90 mg, aged 45, age 90% of them, in the 90s",
                "三四五六七八月，一二三四五六七，九十次，一百毫升，百日咳",
                "1200 PT Evaluated, 1421 ML Given, H1N1",
                "wx sunny, signal intensity, visa number of days, card games"
            })
    void clinicalNumbersStay(String text) {
        assertThat(scrub(text)).isEqualTo(text);
    }

    private String scrub(String text) {
        return scrubber.scrub(text, List.of(), new Tally());
    }
}
