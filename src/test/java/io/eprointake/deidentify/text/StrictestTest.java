package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictestTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Karl Weber",
                "Seen by Weber",
                "john miller",
                "maria",
                "HERNANDEZ",
                "group of fitzgerald",
                "karen_whitfield",
                "JohnSmith",
                "MARTINEZ, Elena",
                "JOHNSON^ROBERT^L",
                "A - call Karen Whitfield",
                "Jessica's Apple Watch",
                "Dr. Okafor",
                "neg, confirmed w/ dr patel",
                "Frau Schneider",
                "Mme Lefèvre",
                "肿瘤科李卫东组",
                "外科刘敏组",
                "王建国",
                "王主任",
                "阳性 已电话通知刘护士长",
            })
    void aNameIsSeenHoweverItIsWritten(String value) {
        assertThat(Strictest.find(value)).isEqualTo(Kind.NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask j.kowalski@example.org",
                "+49 171 2345678",
                "13905718842",
                "412-55-7821",
                "see MRN 00482913",
                "73.162.44.18",
                "11010519491231002X",
                "Week 4 (12/03/2026)",
                "discharged March 3, 2026",
            })
    void whatTheScrubberFindsIsSeen(String value) {
        assertThat(Strictest.find(value)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Week 4",
                "Cycle 1 Day 1 (1)",
                "baseline_arm_1",
                "NOT RECOVERED/NOT RESOLVED",
                "General disorders and administration site conditions",
                "upper arm",
                "Vital Signs",
                "mm[Hg]",
                "10^9/L",
                "120/80",
                "8480-6",
                "A10BA02",
                "HKQuantityTypeIdentifierHeartRate",
                "Placebo",
                "Codfish IgE Ab in Serum",
                "2196815.6174999997",
                "3004249",
                "白细胞计数",
                "空腹血糖",
                "妇产科",
                "筛选失败",
                "对照组",
            })
    void codesAndThingsAreNoNames(String value) {
        assertThat(Strictest.find(value)).isNull();
    }
}
