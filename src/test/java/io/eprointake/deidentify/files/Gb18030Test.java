package io.eprointake.deidentify.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Gb18030Test {

    @TempDir private Path folder;

    private boolean isGb18030(String text, Charset charset) throws IOException {
        Path file = Files.write(folder.resolve("a.csv"), text.getBytes(charset));
        return Gb18030.isEncodingOf(file);
    }

    @Test
    void chineseIsRecognized() throws IOException {
        assertThat(isGb18030("姓名,主诉\n王小明,服药后恶心、呕吐三天\n", Gb18030.CHARSET)).isTrue();
        assertThat(isGb18030("姓名\n" + "a".repeat(100_000) + "头晕\n", Gb18030.CHARSET)).isTrue();
    }

    @Test
    void aRareNameAmongChineseIsNoDoubt() throws IOException {
        assertThat(isGb18030("姓名,主诉\n𠮷田,服药后恶心、呕吐三天，夜间加重\n", Gb18030.CHARSET)).isTrue();
    }

    @Test
    void europeanTextIsNotChinese() throws IOException {
        assertThat(isGb18030("Müller, Günther: schläft schlecht, hört schwer\n", ISO_8859_1))
                .isFalse();
        assertThat(isGb18030("Señor Peña; mañana, corazón y riñón\n", ISO_8859_1)).isFalse();
        assertThat(isGb18030("caf\u00e9", ISO_8859_1)).isFalse();
    }

    @Test
    void chineseInUtf8IsNotTakenForGb18030() throws IOException {
        assertThat(isGb18030("姓名,主诉\n王小明,服药后恶心、呕吐三天\n".repeat(10), UTF_8)).isFalse();
    }
}
