package io.eprointake.deidentify.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.eprointake.deidentify.rules.FileRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFormatTest {

    private static final FileRules UNTOLD = told(null, null);
    private static final String CHINESE = "姓名,主诉\n王小明,头晕三天\n";

    @TempDir private Path folder;

    private static FileRules told(@Nullable Charset encoding, @Nullable Character delimiter) {
        return FileRules.of(encoding, delimiter);
    }

    private Path file(String text, Charset charset) throws IOException {
        return Files.write(folder.resolve("a.csv"), text.getBytes(charset));
    }

    private static List<List<String>> rows(Path file, CsvFormat format) throws IOException {
        try (var reader = format.reader(Files.newInputStream(file))) {
            return reader.stream().map(CsvRecord::getFields).toList();
        }
    }

    /** What is written of the same rows in the same way. */
    private static byte[] written(Path file, CsvFormat format) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = format.writer(out)) {
            rows(file, format).forEach(writer::writeRecord);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, false, 0",
        "UTF-8, true, 3",
        "UTF-16LE, true, 2",
        "UTF-16BE, true, 2",
        "UTF-16LE, false, 0",
        "UTF-16BE, false, 0"
    })
    void anEncodingIsToldFromTheFirstBytesAndWrittenAgain(Charset charset, boolean mark, int bytes)
            throws IOException {
        Path file = file((mark ? "\uFEFF" : "") + "id,note\n1,café 头晕\n", charset);

        CsvFormat format = CsvFormat.of(file, UNTOLD);

        assertThat(format).isEqualTo(new CsvFormat(charset, bytes, bytes, ',', LineDelimiter.LF));
        assertThat(rows(file, format))
                .containsExactly(List.of("id", "note"), List.of("1", "café 头晕"));
        assertThat(written(file, format)).isEqualTo(Files.readAllBytes(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
    void utf16InTheRulesIsOfTheOrderThatTheMarkSays(Charset charset) throws IOException {
        Path file = file("\uFEFF" + CHINESE, charset);

        CsvFormat format = CsvFormat.of(file, told(UTF_16, null));

        assertThat(rows(file, format).getFirst()).containsExactly("姓名", "主诉");
        assertThat(written(file, format)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void utf16InTheRulesWithoutAMarkHasTheHighByteFirst() throws IOException {
        Path file = file(CHINESE, UTF_16BE);

        assertThat(CsvFormat.of(file, told(UTF_16, null)).charset()).isEqualTo(UTF_16BE);
    }

    @Test
    void whatTheRulesSayIsNotQuestioned() throws IOException {
        Path file = file("a,b\n1,2\n", UTF_8);

        CsvFormat format = CsvFormat.of(file, told(ISO_8859_1, ';'));

        assertThat(format.charset()).isEqualTo(ISO_8859_1);
        assertThat(rows(file, format)).containsExactly(List.of("a,b"), List.of("1,2"));
    }

    @Test
    void theDelimiterIsTheCommonestInTheHeaderOutsideQuotes() throws IOException {
        Map<String, Character> headers =
                Map.of(
                        "a,b,c", ',',
                        "a;b;c", ';',
                        "a|b|c", '|',
                        "a\tb,c\td", '\t',
                        "a,b;c;d", ';',
                        "\"a;b;c;d\",e", ',',
                        "\"say \"\"x;y;z\"\"\",b", ',',
                        "a", ',');
        for (var header : headers.entrySet()) {
            Path file = file(header.getKey() + "\n1;2;3;4;5;6;7\n", UTF_8);

            assertThat(CsvFormat.of(file, UNTOLD).delimiter())
                    .as(header.getKey())
                    .isEqualTo(header.getValue());
        }
    }

    @Test
    void linesEndAsTheHeaderDoes() throws IOException {
        Path file = file("\"a\r\nb\",c\r\n1,2\r\n", UTF_8);

        assertThat(written(file, CsvFormat.of(file, UNTOLD))).isEqualTo(Files.readAllBytes(file));
        assertThat(CsvFormat.of(file("\"a\r\nb\",c\n1,2\n", UTF_8), UNTOLD).line())
                .isEqualTo(LineDelimiter.LF);
        assertThat(CsvFormat.of(file("a,c\r\n", UTF_16LE), UNTOLD).line())
                .isEqualTo(LineDelimiter.CRLF);
    }

    @Test
    void anEmptyFileHasAFormat() throws IOException {
        assertThat(CsvFormat.of(file("", UTF_8), UNTOLD))
                .isEqualTo(new CsvFormat(UTF_8, 0, 0, ',', LineDelimiter.LF));
    }

    @Test
    void whatIsNotUtf8MayBeChinese() throws Exception {
        Path file = file(CHINESE, Gb18030.CHARSET);

        CsvFormat format = CsvFormat.of(file, UNTOLD);
        assertThatThrownBy(() -> rows(file, format)).hasStackTraceContaining("Malformed");

        CsvFormat chinese = format.otherwise(file, UNTOLD);
        assertThat(rows(file, chinese).getLast()).containsExactly("王小明", "头晕三天");
        assertThat(written(file, chinese)).isEqualTo(Files.readAllBytes(file));
    }

    @Test
    void accentedLettersAreNotTakenForChinese() throws IOException {
        String european = "nom,note\nRenée,déjà vu à l'hôpital, très fatiguée\n".repeat(20);
        Path file = file(european, ISO_8859_1);

        assertThatThrownBy(() -> CsvFormat.of(file, UNTOLD).otherwise(file, UNTOLD))
                .isInstanceOf(FileRefused.class)
                .hasMessage("is neither UTF-8 nor GB18030: say its encoding in the rules");
    }

    @Test
    void anEncodingFromTheRulesIsNotGuessedAgain() throws IOException {
        Path file = file(CHINESE, Gb18030.CHARSET);
        FileRules utf8 = told(UTF_8, null);

        assertThatThrownBy(() -> CsvFormat.of(file, utf8).otherwise(file, utf8))
                .isInstanceOf(FileRefused.class)
                .hasMessage("has bytes that are not UTF-8");
    }
}
