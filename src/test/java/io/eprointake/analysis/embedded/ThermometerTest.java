package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThermometerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    101.8 on the thermometer         | 38.8
                    my temp was 39                   | 39.0
                    temperature 38,4 C               | 38.4
                    98.6 F before breakfast          | 37.0
                    Thermometer 36.5                 | 36.5
                    烧到38度5                        | 38.5
                    量了一下三十八度八               | 38.8
                    体温36.7                         | 36.7
                    额温枪四十度                     | 40.0
                    三十九度半                       | 39.5
                    temp under 38                    | 37.0
                    体温没超过38                     | 37.0
                    36.4 at noon and 38.9 at night   | 38.9
                    """)
    void aTemperatureIsReadAsItIsWritten(String clause, double celsius) {
        OptionalDouble read = Thermometer.celsius(clause);

        assertThat(read).isPresent();
        assertThat(Math.round(read.getAsDouble() * 10) / 10.0).isEqualTo(celsius);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "38 degrees outside and the fan is broken",
                "今天室外39度",
                "I am 38 years old with a temper",
                "blood pressure 138/39, forehead cold",
                "waited 40 minutes",
                "3 of 38 pages",
                "weight 38.5 kg",
                "no fever"
            })
    void anotherNumberIsNoTemperature(String clause) {
        assertThat(Thermometer.celsius(clause)).isEmpty();
    }
}
