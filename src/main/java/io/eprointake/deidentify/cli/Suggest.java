package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.CsvFormat;
import io.eprointake.deidentify.files.CsvRows;
import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.Refused;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.rules.RulesException;
import io.eprointake.deidentify.suggest.FileSample;
import io.eprointake.deidentify.suggest.FileSample.Written;
import io.eprointake.deidentify.suggest.HeaderWords;
import io.eprointake.deidentify.suggest.RulesText;
import io.eprointake.deidentify.transform.Hash;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code deidentify suggest}: writes a first rules file, to be reviewed. */
@Command(
        name = "suggest",
        description = {
            "Reads each CSV file, and writes a first rules file.",
            "Review it line by line: a file is not handed on while one of its columns says review."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:there are rules for all files",
            "1:some files could not be read, or have no header; the rules file names them",
            "2:bad usage; nothing was done"
        })
final class Suggest implements Callable<Integer> {

    /** Rows of headings stand at the top. */
    private static final int MOST_HEADER_ROWS = 5;

    /** What a survey program writes below its headings, in each cell of a row. */
    private static final String IMPORT_ID = "{\"ImportId\":";

    /** Of values, to find out which columns join: 50 MB. */
    private static final int HASHES = 500_000;

    private static final FileRules UNTOLD =
            new FileRules("*", null, List.of(), Map.of(), null, null);

    @Option(
            names = "--in",
            required = true,
            paramLabel = "DIR",
            description = "The folder of CSV files; only read.")
    private @Nullable Path in;

    @Option(
            names = "--rules",
            required = true,
            paramLabel = "FILE",
            description = "Where to: a new file.")
    private @Nullable Path rules;

    @Spec private @Nullable CommandSpec spec;

    private final InstantSource clock;
    private final HeaderWords words = new HeaderWords();
    private final List<FileSample> samples = new ArrayList<>();
    private final Map<String, String> failed = new TreeMap<>();
    private int hashes;

    Suggest(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Path from = Objects.requireNonNull(in);
        Path to = Objects.requireNonNull(rules).toAbsolutePath().normalize();
        check(Files.isDirectory(from), from + " is no folder");
        check(!Files.exists(to), to + " is there already, and is not overwritten");
        check(!to.startsWith(from.toRealPath()), to + " is inside --in, which is only read");
        InFolder listed = InFolder.list(from.toRealPath());
        check(!listed.files().isEmpty(), "there is no .csv file in " + from);

        for (FileReport other : listed.others()) {
            if (other.outcome() == FileReport.Outcome.FAILED) {
                failed.put(other.file(), Objects.requireNonNull(other.reason()));
            }
        }
        listed.files().stream().sorted(Comparator.comparing(InFile::name)).forEach(this::sample);
        failed.forEach((file, why) -> err().println(printable(file + ": " + why)));
        if (!samples.isEmpty()) {
            write(to);
        }
        return failed.isEmpty() ? 0 : Commands.FAILED;
    }

    private void write(Path to) throws IOException {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        RulesText text = RulesText.of(today, samples, failed, words);
        byte[] yaml = text.yaml().getBytes(StandardCharsets.UTF_8);
        try {
            // Without the one key that the rules don't know yet.
            Rules _ =
                    Rules.read(
                            text.yaml()
                                    .replaceAll("(?m)^    header_rows: \\d+\n", "")
                                    .getBytes(StandardCharsets.UTF_8));
            Files.write(to, yaml, StandardOpenOption.CREATE_NEW);
        } catch (RulesException wrong) {
            throw new IOException("no rules file was written: it " + wrong.getMessage(), wrong);
        } catch (FileAlreadyExistsException meanwhile) {
            check(false, to + " is there already, and is not overwritten");
        }
        err().printf(
                        "%s: rules for %d files and %d columns, of which %d are to be reviewed%n",
                        to, samples.size(), text.columns(), text.reviews());
    }

    private void sample(InFile file) {
        try {
            FileSample sample = inItsEncoding(file);
            String wrong = sample.wrong();
            if (wrong == null) {
                hashes += sample.end(HASHES - hashes);
                samples.add(sample);
            } else {
                failed.put(file.name(), wrong);
            }
        } catch (Refused refused) {
            failed.put(file.name(), Objects.requireNonNull(refused.getMessage()));
        } catch (IOException broken) {
            failed.put(file.name(), FileWork.reason(broken));
        }
    }

    private FileSample inItsEncoding(InFile file) throws IOException, Refused {
        CsvFormat format = CsvFormat.of(file.path(), UNTOLD);
        try {
            return read(file, format, null);
        } catch (CharacterCodingException other) {
            CsvFormat guessed = format.otherwise(file.path(), UNTOLD);
            return read(file, guessed, guessed.charset());
        }
    }

    private FileSample read(InFile file, CsvFormat format, @Nullable Charset guessed)
            throws IOException, Refused {
        try (var input = Files.newInputStream(file.path())) {
            var records = new CsvRows(format.reader(input).iterator());
            List<String> header = records.header();
            if (header == null) {
                throw new Refused("is empty");
            }
            var top = new ArrayList<List<String>>();
            int headings = 0;
            for (var row = records.next(); row != null; row = records.next()) {
                top.add(row.getFields());
                headings = isOfImportIds(row.getFields()) ? top.size() : headings;
                if (top.size() == MOST_HEADER_ROWS) {
                    break;
                }
            }
            var written = new Written(1 + headings, guessed);
            var sample = new FileSample(file.name(), header, written, words, Hash::of);
            top.subList(headings, top.size()).forEach(sample::add);
            for (var row = records.next(); row != null; row = records.next()) {
                sample.add(row.getFields());
            }
            return sample;
        }
    }

    private static boolean isOfImportIds(List<String> row) {
        List<String> filled = row.stream().filter(cell -> !cell.isBlank()).toList();
        return !filled.isEmpty() && filled.stream().allMatch(cell -> cell.startsWith(IMPORT_ID));
    }

    /** A file's name may have signs in it that a terminal obeys. */
    private static String printable(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    int type = Character.getType(c);
                    boolean obeyed =
                            Character.isISOControl(c)
                                    || type == Character.FORMAT
                                    || type == Character.LINE_SEPARATOR
                                    || type == Character.PARAGRAPH_SEPARATOR
                                    || type == Character.SURROGATE;
                    if (obeyed) {
                        out.append("\\u%04X".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), otherwise);
        }
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
