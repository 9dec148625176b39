package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.cli.FirstPass.Known;
import io.eprointake.deidentify.files.AtomicFile;
import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.OutFolder;
import io.eprointake.deidentify.files.UsageException;
import io.eprointake.deidentify.report.Begun;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import io.eprointake.deidentify.report.RunReport;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.Profile;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.text.KnownNames;
import io.eprointake.deidentify.text.Scrubber;
import io.eprointake.deidentify.transform.Columns;
import io.eprointake.deidentify.vault.Audit;
import io.eprointake.deidentify.vault.Key;
import io.eprointake.deidentify.vault.Pseudonyms;
import io.eprointake.deidentify.vault.Reveal;
import io.eprointake.deidentify.vault.Vault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.function.SingletonSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code deidentify}: hands on the CSV files of a folder without the identities in them. */
@Command(
        name = "deidentify",
        description = "Hands on the CSV files of a folder without the identities in them.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = {Reveal.class, Audit.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all files are done",
            "1:some files failed; the report says why",
            "2:bad usage; nothing was done",
            "130:interrupted; --resume goes on"
        })
final class DeidentifyCommand implements Callable<Integer> {

    /** Actions that need no details, and no subject. */
    private static final Set<Action> PLAIN =
            EnumSet.of(Action.KEEP, Action.DROP, Action.PSEUDONYM, Action.MASK, Action.SCRUB);

    @Option(names = "--in", paramLabel = "DIR", description = "The folder of CSV files; only read.")
    private @Nullable Path in;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to: a new or empty folder.")
    private @Nullable Path out;

    @Option(names = "--rules", paramLabel = "FILE", description = "What is done to which column.")
    private @Nullable Path rules;

    @Option(
            names = "--key-file",
            paramLabel = "KEY",
            description = "The secret behind pseudonyms and shifted dates; keygen makes one.")
    private @Nullable Path keyFile;

    @Option(names = "--shared-key", description = "Others than its owner may read the key file.")
    private boolean sharedKey;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            completionCandidates = ProfileNames.class,
            converter = ProfileNames.class,
            defaultValue = "safe-harbor",
            description = "How far to go at the least: ${COMPLETION-CANDIDATES}.")
    private Profile profile = Profile.SAFE_HARBOR;

    @Option(names = "--dry-run", description = "Do all of it, report it, and hand on nothing.")
    private boolean dryRun;

    @Option(names = "--resume", description = "Go on with what was begun in --out.")
    private boolean resume;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many files are worked on at a time; one for each core.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Where the report goes; report.json in --out.")
    private @Nullable Path report;

    @Option(
            names = "--uncovered",
            paramLabel = "COLUMN=ACTION",
            description = "What is done to a column that no rule covers; may be repeated.")
    private Map<String, Action> uncovered = new TreeMap<>();

    @Option(
            names = "--vault",
            paramLabel = "FILE",
            description = "Keeps the original of each pseudonym there, encrypted.")
    private @Nullable Path vault;

    @Spec private @Nullable CommandSpec spec;

    private final InstantSource clock;
    private final boolean terminal;

    DeidentifyCommand(InstantSource clock, boolean terminal) {
        this.clock = clock;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        var places =
                Places.of(
                        given(in, "--in"),
                        dryRun ? null : given(out, "--out"),
                        given(rules, "--rules"),
                        given(keyFile, "--key-file"),
                        vault,
                        report);
        var read = RulesFile.read(given(rules, "--rules"), profile);
        Key key = Key.read(places.key(), sharedKey);
        key.warning().ifPresent(err()::println);
        check(uncovered.values().stream().allMatch(PLAIN::contains), "--uncovered takes " + PLAIN);
        check(threads >= 1 && threads <= 64, "--threads is from 1 to 64");
        InFolder listed = InFolder.list(places.in());
        places.check(listed);

        Instant started = clock.instant();
        try (var stop = new Stop();
                OutFolder folder = opened(places.out());
                Vault kept = vault(places, key)) {
            Begun begun = folder.begin(begun(read, key, kept));
            folder.keepOnly(listed.names());
            var first = new FirstPass(listed, read.rules(), uncovered, KnownNames.MOST);
            List<FileReport> files;
            Known known;
            try (var progress = new Progress(err(), terminal)) {
                progress.begin(first.bytes() + listed.bytes());
                known = first.on(threads, progress::read, stop);
                var columns = columns(read.rules(), begun, known, key, kept);
                files =
                        new Run(
                                        listed,
                                        folder,
                                        read.rules(),
                                        known.unread(),
                                        columns,
                                        progress,
                                        stop)
                                .on(threads);
            }
            var all = new RunReport(started, clock.instant(), dryRun, begun, known.names(), files);
            return exit(all, written(all, places.report()));
        }
    }

    private Supplier<Columns> columns(
            Rules said, Begun begun, Known known, Key key, @Nullable Vault kept) {
        Supplier<Scrubber> scrubber =
                SingletonSupplier.of(() ->
                        new Scrubber(said.names(), said.words(), said.regions())
                                .knowing(known.scrubber()));
        return () ->
                new Columns(
                        profile,
                        begun.asOf(),
                        today(),
                        uncovered,
                        scrubber,
                        new Pseudonyms(key, said.shiftBy().days()),
                        kept == null ? null : kept.batch());
    }

    /** What was begun has its vault already; a new one in its place would have nothing of it. */
    private @Nullable Vault vault(Places places, Key key) {
        if (places.vault() == null || dryRun) {
            return null;
        }
        return resume ? Vault.openExisting(places.vault(), key) : Vault.open(places.vault(), key);
    }

    private Begun begun(RulesFile read, Key key, @Nullable Vault kept) throws IOException {
        return new Begun(
                ProgramVersion.read(),
                read.sha256(),
                key.fingerprint(),
                profile,
                Objects.requireNonNullElse(read.rules().asOf(), today()),
                uncovered,
                kept == null ? null : kept.name());
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private OutFolder opened(@Nullable Path to) throws IOException, UsageException {
        return to == null ? OutFolder.scratch() : OutFolder.open(to, resume);
    }

    /** Where the report is, as it was typed; null when it was printed. */
    private @Nullable Path written(RunReport all, @Nullable Path file) throws IOException {
        if (file == null) {
            spec().commandLine().getOut().println(new String(all.json(), StandardCharsets.UTF_8));
            return null;
        }
        AtomicFile.write(file, all.json());
        return report == null ? given(out, "--out").resolve(OutFolder.REPORT) : report;
    }

    private int exit(RunReport all, @Nullable Path written) {
        if (terminal) {
            all.files().stream()
                    .filter(file -> file.outcome() == Outcome.FAILED || !file.notes().isEmpty())
                    .forEach(file -> err().println(Progress.line(file)));
        }
        if (all.names() != null && all.names().unknownRows() > 0) {
            err().printf(
                            "%d rows have names that are not known: there were too many before%n",
                            all.names().unknownRows());
        }
        err().printf(
                        "%d done, %d failed, %d interrupted, %d no CSV%s%n",
                        all.count(Outcome.DONE),
                        all.count(Outcome.FAILED),
                        all.count(Outcome.INTERRUPTED),
                        all.count(Outcome.NOT_CSV),
                        written == null ? "" : "; see " + written);
        if (all.count(Outcome.INTERRUPTED) > 0) {
            return Commands.INTERRUPTED;
        }
        return all.count(Outcome.FAILED) > 0 ? Commands.FAILED : 0;
    }

    private Path given(@Nullable Path path, String option) {
        check(path != null, option + " is missing");
        return Objects.requireNonNull(path);
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec().commandLine(), otherwise);
        }
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }
}
