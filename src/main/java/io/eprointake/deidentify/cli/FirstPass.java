package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import io.eprointake.deidentify.report.Names;
import io.eprointake.deidentify.rules.Action;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.rules.NameColumns;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.text.KnownNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes before the work on the files: the names of all of them are gathered, to go out of the
 * free text of each. Without free text there is nothing to do. A resumed run reads all files again,
 * for those that are done have names, too.
 *
 * @param uncovered what is done to columns that no rule covers
 * @param most names that are kept, by their keys
 */
public record FirstPass(InFolder in, Rules rules, Map<String, Action> uncovered, int most) {

    /**
     * @param names null when there was nothing to do
     */
    public record Known(KnownNames scrubber, @Nullable Names names) {

        /** Files whose names are not known, and why. */
        Map<String, String> unread() {
            return names == null ? Map.of() : names.unread();
        }
    }

    private record Source(InFile file, FileRules rules, List<String> columns) {}

    /** How much it has to read. */
    public long bytes() {
        return sources().stream().mapToLong(source -> source.file.size()).sum();
    }

    /** Returns when every worker has ended. */
    public Known on(int threads, LongConsumer progress, BooleanSupplier stopped)
            throws InterruptedException {
        List<Source> sources = sources();
        Map<String, String> unread = unlisted();
        if (sources.isEmpty() && unread.isEmpty()) {
            return new Known(KnownNames.none(), null);
        }
        var names = new KnownNames.Builder(rules.words(), most);
        List<Callable<@Nullable String>> work = new ArrayList<>();
        for (Source one : sources) {
            work.add(new NameWork(one.file, one.rules, one.columns, names, progress, stopped)::run);
        }
        ThreadFactory named = Thread.ofPlatform().name("deidentify-names-", 1).factory();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads, named)) {
            List<Future<@Nullable String>> ended = pool.invokeAll(work);
            for (int i = 0; i < ended.size(); i++) {
                String why = outcome(ended.get(i));
                if (why != null) {
                    unread.put(sources.get(i).file.name(), why);
                }
            }
        }
        Map<String, List<String>> columns = new TreeMap<>();
        sources.forEach(source -> columns.put(source.file.name(), source.columns));
        KnownNames known = names.build();
        return new Known(known, new Names(known.size(), names.unknown(), columns, unread));
    }

    /** The files that have names; none when no file has text. */
    private List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        for (InFile file : hasText() ? in.files() : List.<InFile>of()) {
            rules.of(file.name())
                    .map(of -> new Source(file, of, NameColumns.of(of, uncovered)))
                    .filter(source -> !source.columns.isEmpty())
                    .ifPresent(sources::add);
        }
        // The largest first, or it would be left to one thread at the end.
        sources.sort(Comparator.comparingLong((Source one) -> one.file.size()).reversed());
        return sources;
    }

    private boolean hasText() {
        return in.files().stream()
                .flatMap(file -> rules.of(file.name()).stream())
                .anyMatch(of -> NameColumns.matter(of, uncovered));
    }

    /** Files of the folder that are not read at all, such as links, and would have names. */
    private Map<String, String> unlisted() {
        Map<String, String> unread = new TreeMap<>();
        for (FileReport other : hasText() ? in.others() : List.<FileReport>of()) {
            boolean names =
                    rules.of(other.file())
                            .filter(of -> !NameColumns.of(of, uncovered).isEmpty())
                            .isPresent();
            if (names && other.outcome() == Outcome.FAILED) {
                unread.put(other.file(), Objects.requireNonNull(other.reason()));
            }
        }
        return unread;
    }

    private static @Nullable String outcome(Future<@Nullable String> ended)
            throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException fault) {
            return "a fault of this program: "
                    + Objects.requireNonNull(fault.getCause()).getClass().getName();
        }
    }
}
