package io.eprointake.deidentify.files;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whether bytes that are not UTF-8 are GB18030, China's own encoding. Nearly any bytes can be read
 * as that, so what comes out must be Chinese as people write it: nine of ten characters beyond
 * ASCII are of the few thousand of GB 2312. Accented letters of a European encoding come out as
 * rare characters.
 */
final class Gb18030 {

    static final Charset CHARSET = Charset.forName("GB18030");

    private static final Charset COMMON = Charset.forName("GB2312");

    private Gb18030() {}

    static boolean isEncodingOf(Path file) throws IOException {
        CharsetEncoder common = COMMON.newEncoder();
        long beyondAscii = 0;
        long usual = 0;
        var buffer = new char[1 << 14];
        try (Reader text =
                CsvFormat.decoded(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), CHARSET)) {
            // No more characters than it has bytes: a file that grows would never end.
            long left = Files.size(file);
            for (int read = text.read(buffer); read >= 0 && left >= 0; read = text.read(buffer)) {
                left -= read;
                for (int i = 0; i < read; i++) {
                    if (buffer[i] >= 128) {
                        beyondAscii++;
                        usual += common.canEncode(buffer[i]) ? 1 : 0;
                    }
                }
            }
        } catch (CharacterCodingException no) {
            return false;
        }
        return usual * 10 >= beyondAscii * 9;
    }
}
