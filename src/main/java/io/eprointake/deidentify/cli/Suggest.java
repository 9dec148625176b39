package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.CsvFormat;
import io.eprointake.deidentify.files.CsvRows;
import io.eprointake.deidentify.files.FileRefused;
import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.RealPath;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.Printable;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.rules.HeaderWords;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.rules.RulesException;
import io.eprointake.deidentify.suggest.FileSample;
import io.eprointake.deidentify.suggest.FileSample.Written;
import io.eprointake.deidentify.suggest.RulesText;
import io.eprointake.deidentify.transform.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

    /** Of values, to find out which columns join: 50 MB. */
    private static final int HASHES = 500_000;

    private static final FileRules UNTOLD = FileRules.untold(1);

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
        Path to = RealPath.of(Objects.requireNonNull(rules));
        check(Files.isDirectory(from), from + " is no folder");
        check(!Files.exists(to), to + " is there already, and is not overwritten");
        check(
                !RealPath.isWithin(to, from.toRealPath()),
                to + " is inside --in, which is only read");
        InFolder listed = InFolder.list(from.toRealPath());
        check(!listed.files().isEmpty(), "there is no .csv file in " + from);

        for (FileReport other : listed.others()) {
            if (other.outcome() == FileReport.Outcome.FAILED) {
                failed.put(other.file(), Objects.requireNonNull(other.reason()));
            }
        }
        listed.files().stream().sorted(Comparator.comparing(InFile::name)).forEach(this::sample);
        failed.forEach((file, why) -> err().println(Printable.of(file + ": " + why)));
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
            Rules _ = Rules.read(yaml);
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
        } catch (FileRefused refused) {
            failed.put(file.name(), Objects.requireNonNull(refused.getMessage()));
        } catch (IOException broken) {
            failed.put(file.name(), Failure.reason(broken));
        }
    }

    private FileSample inItsEncoding(InFile file) throws IOException, FileRefused {
        CsvFormat format = CsvFormat.of(file.path(), UNTOLD);
        try {
            return read(file, format, null);
        } catch (CharacterCodingException other) {
            CsvFormat guessed = format.otherwise(file.path(), UNTOLD);
            return read(file, guessed, guessed.charset());
        }
    }

    private FileSample read(InFile file, CsvFormat format, @Nullable Charset guessed)
            throws IOException, FileRefused {
        int headerRows;
        try (var input = open(file)) {
            headerRows = CsvRows.headerRows(format.reader(input).iterator());
        }
        try (var input = open(file)) {
            var told = FileRules.untold(headerRows);
            var rows = new CsvRows(format.reader(input).iterator(), told, format.delimiter());
            List<String> header = rows.header();
            if (header == null) {
                throw new FileRefused("is empty");
            }
            var written = new Written(headerRows, guessed);
            var sample = new FileSample(file.name(), header, written, words, Hash::of);
            for (var row = rows.next(); row != null; row = rows.next()) {
                sample.add(row.getFields());
            }
            return sample;
        }
    }

    private static InputStream open(InFile file) throws IOException {
        return Files.newInputStream(file.path(), LinkOption.NOFOLLOW_LINKS);
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
