package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that no list has, or that are other words too, where the words around them tell. */
class NamesAfterCuesTest {

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mr okafor said yes | mr [NAME] said yes",
                "dr. adeyemi said ok | dr. [NAME] said ok",
                "dr adeyemi ogunlesi said ok | dr [NAME] said ok",
                "my sister thandiwe came | my sister [NAME] came",
                "hi my name is oluwaseun | hi my name is [NAME]",
                "my name is oluwaseun adeyemi and i hurt | my name is [NAME] and i hurt",
                "nurse priyanka called | nurse [NAME] called",
                "our neighbor oluwaseun drove me | our neighbor [NAME] drove me",
                "my neighbour, oluwaseun, drove me | my neighbour, [NAME], drove me",
                "a colleague named thandiwe helped | a colleague named [NAME] helped",
                "this is oluwaseun calling | this is [NAME] calling",
                "this is priyanka okafor speaking | this is [NAME] speaking",
                "Hi, this is Rose Little calling | Hi, this is [NAME] calling",
                "dr. o'brien said so | dr. [NAME] said so",
                "mrs van der berg was here | mrs [NAME] was here",
                "Mrs. van der Berg was here | Mrs. [NAME] was here",
                "mr smith-jones was here | mr [NAME] was here",
                "ms okafor-adeyemi was here | ms [NAME] was here",
                "dr. al-masri was here | dr. [NAME] was here",
                "dr. d'angelo was here | dr. [NAME] was here",
                "mrs patel-o'connor was here | mrs [NAME] was here",
                "mr brown said so | mr [NAME] said so",
                "my sister nguyễn thị lan came | my sister [NAME] came",
                "Name: Olúwaṣeun Adéyẹmí | Name: [NAME]",
                "MY NAME IS OLUWASEUN ADEYEMI | MY NAME IS [NAME]",
                "dear priyanka, | dear [NAME],",
                "mi abuela and my aunt nomvula cooked | mi abuela and my aunt [NAME] cooked"
            })
    void aNameInSmallLettersGoesAfterACue(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mr. Mark Rose came | Mr. [NAME] came",
                "Dr. Little came | Dr. [NAME] came",
                "my name is John Doe | my name is [NAME]",
                "Mrs. Summer Rain said so | Mrs. [NAME] said so",
                "'Ms. Hope Strong, RN' | 'Ms. [NAME], RN'",
                "Dr. Grace Young called | Dr. [NAME] called",
                "Mr. Rose and Mrs. Doe came | Mr. [NAME] and Mrs. [NAME] came",
                "Nurse Rain was kind | Nurse [NAME] was kind",
                "Dr. Strong's office | Dr. [NAME]'s office",
                "Rose White called | [NAME] called",
                "I met with Will Young. | I met with [NAME].",
                "spoke to May Little about it | spoke to [NAME] about it",
                "Dr. Winter told me | Dr. [NAME] told me",
                "Mr. Robert \"Bobby\" Okafor came | Mr. [NAME] came",
                "Robert “Bobby” Lee came | [NAME] came"
            })
    void aNameThatIsAnotherWordGoesWithACapital(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my doctor says no and the nurse told me so",
                "my husband drove me, my sister is diabetic, my mom had cancer",
                "the nurse practitioner and the nurse navigator called; the dr office too",
                "I asked the Dr. She said no. Dr. Appointment at noon. Dr. Visit today.",
                "i miss work. yes sir. the dr will call. mr and mrs. my dad couldnt sleep",
                "this is awful. this is my life calling. this is important here. This is Zofran",
                "Will Young people come? May Little be done. In May Long walks began.",
                "I have MS. Some days are bad. MS Flare. my friend said. hi there, dear all",
                "name is on file. my name is not right. patient ambulating, pt normotensive",
                "my mother, unfortunately, fell. Mother: hypertension. sister in law",
                "Hope for the best. Summer heat. Rain today. Grace period. Patient: Will call.",
                "my nurse triaged me, my wife googled it, friend ubered me, my psychiatrist specialises",
                "i miss orgasms. this is weird. this is gabapentin here. hey yall. MY NAME IS ON FILE",
                "THIS IS A LAST RESORT DRUG. MY MOM IS SCHIZOPHRENIC. THIS IS AWFUL",
                "the boss yells; my twin sleeps; my caretaker cooks; my nurse helps"
            })
    void otherWordsStayAfterACue(String text) {
        assertThat(scrub(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "醫師張偉強看診, 醫師[NAME]看診",
        "護士黃麗華來電, 護士[NAME]來電",
        "母親劉鳳蘭陪同, 母親[NAME]陪同",
        "醫生陳國強建議復查, 醫生[NAME]建議復查",
        "聯絡人：歐陽震華, 聯絡人：[NAME]",
        "医生仝小林会诊, 医生[NAME]会诊",
        "护士逄丽娟说, 护士[NAME]说",
        "姓名：古丽巴哈尔, 姓名：[NAME]",
        "姓名：阿卜杜热西提, 姓名：[NAME]",
        "丈夫买买提·艾力陪同, 丈夫[NAME]陪同",
        "昨天迪丽努尔·买买提说头晕, 昨天[NAME]说头晕",
        "儿子小强代述, 儿子[NAME]代述",
        "女儿丽丽陪同, 女儿[NAME]陪同"
    })
    void chineseNamesGoThatTheListOfSurnamesHasNot(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "頭痛、噁心、嘔吐，高血壓，白細胞減少，醫生說沒事",
                "头痛·恶心·发热，高血压·糖尿病",
                "姓名：不详，签名：已签字，姓名：保密不填写，联系人：无",
                "儿子小便不适，女儿高兴，孩子安静，母亲经常咳嗽，妻子怀孕，父亲平时抽烟",
                "窦性心律，甲状腺功能亢进，医生建议复查，护士打针，朋友介绍来的",
                "医生说我没事，护士来了，医生开药，护士给我量血压，主任查房"
            })
    void otherChineseWordsStayAfterACue(String text) {
        assertThat(scrub(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "王小明 | 小明说恶心 | [NAME]说恶心",
                "王小明 | 王小明說噁心 | [NAME]說噁心",
                "張偉強 | 张伟强来了 | [NAME]来了",
                "张伟强 | 偉強來了 | [NAME]來了",
                "欧阳志远 | 志远来了 | [NAME]来了",
                "买买提·艾力 | 买买提来了 | [NAME]来了",
                "Jörg Müller | Jörg Müller war da | [NAME] war da",
                "Rose | Rose bought a rose | [NAME] bought a rose",
                "Will | Will will come | [NAME] will come",
                "Rose Long | so long, said Long to Rose | so long, said [NAME] to [NAME]",
                "Siobhan O'Brien | siobhan and O'Brien came | [NAME] and [NAME] came"
            })
    void whatTheRowCallsItsPersonGoes(String name, String text, String scrubbed) {
        assertThat(scrubber.scrub(text, List.of(name), new Tally())).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "女儿 | 女儿孙小兰照顾 | 女儿[NAME]照顾",
                "高血压 | 有高血压 | 有高血压",
                "Mother | Mother: Oluwaseun | Mother: [NAME]",
                "phone | phone: 12345678 | phone: [PHONE]",
                "MRN | MRN 0012345 checked | MRN [RECORD_NUMBER] checked",
                "unknown | of unknown cause | of unknown cause",
                "nausea | nausea and vomiting | nausea and vomiting"
            })
    void wordsOfARowThatNobodyIsCalledStay(String name, String text, String scrubbed) {
        assertThat(scrubber.scrub(text, List.of(name), new Tally())).isEqualTo(scrubbed);
    }

    @Test
    void lettersAreReadComposed() {
        assertThat(scrub("Mrs. O\u0308zdemir called, seen by Dr. Dvor\u030Ca\u0301k"))
                .isEqualTo("Mrs. [NAME] called, seen by Dr. [NAME]");
        Scrubber study = new Scrubber(List.of("O\u0308zdemir")).lenient();
        assertThat(study.scrub("told Özdemir so", List.of(), new Tally()))
                .isEqualTo("told [NAME] so");
        assertThat(scrubber.scrub("Jörg war da", List.of("Jo\u0308rg Mu\u0308ller"), new Tally()))
                .isEqualTo("[NAME] war da");
    }

    private String scrub(String text) {
        return scrubber.scrub(text, List.of(), new Tally());
    }
}
