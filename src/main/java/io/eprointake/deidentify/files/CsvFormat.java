package io.eprointake.deidentify.files;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.eprointake.deidentify.rules.FileRules;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a file is written, told from its beginning; what is handed on is written in the same way.
 *
 * @param charset strict: a byte that it does not have ends the reading
 * @param bomBytes how many bytes of byte-order mark come first
 * @param preambleBytes how many come before the header: the mark, and a line of a spreadsheet that
 *     says what separates fields
 */
public record CsvFormat(
        Charset charset, int bomBytes, int preambleBytes, char delimiter, LineDelimiter line) {

    /** Longer values are no text that anyone wrote. */
    public static final int MAX_FIELD = 4 * 1024 * 1024;

    public static final int MAX_COLUMNS = 4_096;

    /** Behind the first that is not ASCII, all that is encoded at once is so one by one. */
    private static final int ENCODED_AT_ONCE = 512;

    private static final int SAMPLE = 64 * 1024;
    private static final Pattern SEPARATOR =
            Pattern.compile("\"?sep=([^\r\n\"])\"?[,;\t]*\r?\n", Pattern.CASE_INSENSITIVE);
    private static final String DELIMITERS = ",;\t|";

    /** Looks at a file's first 64 KB, and at what the rules say of it. */
    public static CsvFormat of(Path file, FileRules rules) throws IOException {
        byte[] sample;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            sample = in.readNBytes(SAMPLE);
        }
        int bom = bom(sample);
        Charset charset = charset(sample, rules.encoding());
        String text = new String(sample, bom, sample.length - bom, charset);
        Matcher separator = SEPARATOR.matcher(text);
        boolean told = separator.lookingAt();
        int start = told ? separator.end() : 0;
        String header = text.substring(start, endOfHeader(text, start));
        Character given = told ? Character.valueOf(separator.group(1).charAt(0)) : null;
        return new CsvFormat(
                charset,
                bom,
                bom + text.substring(0, start).getBytes(charset).length,
                delimiter(rules.delimiter() == null ? given : rules.delimiter(), header),
                header.endsWith("\r") ? LineDelimiter.CRLF : LineDelimiter.LF);
    }

    /**
     * How a file is written in which bytes were found that this encoding does not have.
     *
     * @throws FileRefused when it can't be told, or the rules said this one
     */
    public CsvFormat otherwise(Path file, FileRules rules) throws IOException, FileRefused {
        if (rules.encoding() != null || !charset.equals(StandardCharsets.UTF_8)) {
            throw new FileRefused("has bytes that are not " + charset);
        }
        if (!Gb18030.isEncodingOf(file)) {
            throw new FileRefused("is neither UTF-8 nor GB18030: say its encoding in the rules");
        }
        return new CsvFormat(Gb18030.CHARSET, bomBytes, preambleBytes, delimiter, line);
    }

    /** The rows, with as many fields as each happens to have. */
    public CsvReader<CsvRecord> reader(InputStream in) throws IOException {
        // Read, not skipped: what is skipped is missing in the file's digest.
        in.readNBytes(preambleBytes);
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(false)
                // It would take all rows that follow as one value.
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(2 * MAX_FIELD)
                .build(
                        CsvRecordHandler.builder()
                                .maxFields(MAX_COLUMNS)
                                .maxFieldSize(MAX_FIELD)
                                .maxRecordSize(2 * MAX_FIELD)
                                .build(),
                        decoded(in, charset));
    }

    public CsvWriter writer(OutputStream out) throws IOException {
        Writer encoded = new OutputStreamWriter(out, charset.newEncoder());
        if (bomBytes > 0) {
            encoded.write('\uFEFF');
        }
        return CsvWriter.builder()
                .fieldSeparator(delimiter)
                .lineDelimiter(line)
                .bufferSize(ENCODED_AT_ONCE)
                .build(encoded);
    }

    public static Reader decoded(InputStream in, Charset charset) {
        CharsetDecoder strict =
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        var buffered = new BufferedInputStream(in, 1 << 16);
        return Channels.newReader(Channels.newChannel(buffered), strict, ENCODED_AT_ONCE);
    }

    private static int bom(byte[] sample) {
        if (starts(sample, 0xEF, 0xBB, 0xBF)) {
            return 3;
        }
        return starts(sample, 0xFE, 0xFF) || starts(sample, 0xFF, 0xFE) ? 2 : 0;
    }

    private static Charset charset(byte[] sample, @Nullable Charset given) {
        if (given == null) {
            return charset(sample);
        }
        if (!given.equals(StandardCharsets.UTF_16)) {
            return given;
        }
        // Java's UTF-16 looks for the mark that is left out in reading, and writes one of its own.
        Charset found = charset(sample);
        return found.equals(StandardCharsets.UTF_16LE) ? found : StandardCharsets.UTF_16BE;
    }

    private static Charset charset(byte[] sample) {
        if (starts(sample, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        if (starts(sample, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        int[] zeros = new int[2];
        for (int i = 0; i < sample.length; i++) {
            zeros[i & 1] += sample[i] == 0 ? 1 : 0;
        }
        // A header in Latin letters has a zero byte beside each of them.
        if (zeros[0] + zeros[1] > sample.length / 8) {
            return zeros[0] > zeros[1] ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    private static boolean starts(byte[] sample, int... with) {
        for (int i = 0; i < with.length; i++) {
            if (i >= sample.length || (sample[i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static int endOfHeader(String text, int start) {
        boolean quoted = false;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '"';
            if (c == '\n' && !quoted) {
                return i;
            }
        }
        return text.length();
    }

    private static char delimiter(@Nullable Character given, String header) {
        if (given != null) {
            return given;
        }
        int[] counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        int most = 0;
        for (int i = 0; i < header.length(); i++) {
            quoted ^= header.charAt(i) == '"';
            int which = quoted ? -1 : DELIMITERS.indexOf(header.charAt(i));
            if (which >= 0 && ++counts[which] > counts[most]) {
                most = which;
            }
        }
        return DELIMITERS.charAt(most);
    }
}
