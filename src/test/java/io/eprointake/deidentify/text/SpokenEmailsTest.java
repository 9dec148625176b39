package io.eprointake.deidentify.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpokenEmailsTest {

    private final Scrubber scrubber = new Scrubber(List.of()).lenient();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mail karl.weber @ example.com|mail [EMAIL]",
                "karl dot weber at example dot com|[EMAIL]",
                "it is karl . weber @ example . com now|it is [EMAIL] now",
                "to kweber(at)example(dot)co(dot)uk, please|to [EMAIL], please",
                "to k_weber [at] mail.example.org.|to [EMAIL].",
                "to k.weber at mail dot example dot org tomorrow|to [EMAIL] tomorrow",
                "to karl underscore w AT example DOT com|to [EMAIL]",
                "邮箱 kweber艾特example点com|邮箱 [EMAIL]"
            })
    void anAddressWrittenForPeopleGoes(String text, String scrubbed) {
        assertThat(scrub(text)).isEqualTo(scrubbed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seen at clinic. it was late, at home dot", "400 mg @ 8.30, rate @ 90. in bed",
                "pain at rest. no change at night. so what", "dose (at) 5.5 mg, at 10 a.m. to 2"
            })
    void whereSomethingIsStays(String text) {
        assertThat(scrub(text)).isEqualTo(text);
    }

    private String scrub(String text) {
        return scrubber.scrub(text, List.of(), new Tally());
    }
}
