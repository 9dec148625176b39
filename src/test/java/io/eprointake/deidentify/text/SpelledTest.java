package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text is read as it is meant, and what is taken out of it is taken out as it was written. */
class SpelledTest {

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Dr.&nbsp;Karl&nbsp;Weber called | Dr.&nbsp;[NAME] called",
                "Mr. O&#39;Brien visited | Mr. [NAME] visited",
                "call 937&nbsp;555&nbsp;0142 | call [PHONE]",
                "<p>Dr. <b>Karl</b> <i>Weber</i>, 5 mg</p> | <p>Dr. <b>[NAME], 5 mg</p>",
                "mail=karl.weber%40example.com | mail=[EMAIL]",
                "DOB 1961&#8209;04&#8209;02 | DOB [DATE]",
                "on 2026\u201103\u201102 she fell | on [DATE] she fell",
                "ssn 078\u201105\u20111120 | ssn [SSN]",
                "call 937\u200b555\u200b0142 | call [PHONE]",
                "call 937\u2012555\u20120142 | call [PHONE]",
                "Dr. Ko\u00adwal\u00adski saw me | Dr. [NAME] saw me",
                "Dr.\u2009Weber called | Dr.\u2009[NAME] called",
                "手机138\u200b0000\u200b1111 | 手机[PHONE]",
                "Mrs. O\u0308zdemir called | Mrs. [NAME] called",
                "p &lt; 0.05 &amp; pain 3/10, 20%20 | p &lt; 0.05 &amp; pain 3/10, 20%20"
            })
    void codesAndWhatCannotBeSeenHideNobody(String text, String after) {
        assertThat(scrubber.scrub(text, List.of(), new Tally())).isEqualTo(after);
    }

    @Test
    void theRowsOwnNameIsFoundInCharactersThatAreCoded() {
        assertThat(scrubber.scrub("&#29579;&#23567;&#26126;诉恶心", List.of("王小明"), new Tally()))
                .isEqualTo("[NAME]诉恶心");
        assertThat(scrubber.scrub("Query: \\u738b\\u5c0f\\u660e", List.of("王小明"), new Tally()))
                .isEqualTo("Query: [NAME]");
    }

    @Test
    void whatIsPlainIsReadAsItIs() {
        String text = "Nausea since Tuesday; took 5 mg – better…";
        assertThat(Spelled.of(text).places()).isNull();
        assertThat(Spelled.of("a&amp;b").chars()).containsExactly('a', '&', 'b');
    }

    @Test
    void signsOfFullWidthAreReadInTheirPlaces() {
        Spelled read = Spelled.of("王丽，女，１８");

        assertThat(read.chars()).containsExactly("王丽,女,18".toCharArray());
        assertThat(read.places()).isNull();
        assertThat(new Scrubber(List.of("王丽")).scrub("王丽，女", List.of(), new Tally()))
                .isEqualTo("[NAME]，女");
    }
}
