package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.OutFolder;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.rules.NameColumns;
import io.eprointake.deidentify.rules.Rules;
import io.eprointake.deidentify.transform.Columns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One run over a folder: a worker of its own for each file, on a bounded number of threads, and the
 * caller waits for all of them. A file that fails stops no other. What its names would have taken
 * out of the others' text may be left there: their reports say so, and a resumed run that knows the
 * names does them again.
 *
 * @param unread files whose names are not known, and why
 * @param columns made anew for each worker
 * @param stopped whether the workers are to give up what they have begun
 */
public record Run(
        InFolder in,
        OutFolder out,
        Rules rules,
        Map<String, String> unread,
        Supplier<Columns> columns,
        Progress progress,
        BooleanSupplier stopped) {

    /** Returns when every worker has ended; one report for each file, by name. */
    public List<FileReport> on(int threads) throws InterruptedException {
        ThreadFactory named = Thread.ofPlatform().name("deidentify-", 1).factory();
        List<FileReport> reports = new ArrayList<>(in.others());
        reports.stream()
                .filter(other -> other.outcome() == Outcome.FAILED)
                .forEach(progress::ended);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads, named)) {
            // The largest first, or it would be left to one thread at the end.
            List<InFile> files =
                    in.files().stream()
                            .sorted(Comparator.comparingLong(InFile::size).reversed())
                            .toList();
            List<Callable<FileReport>> work = new ArrayList<>();
            for (InFile file : files) {
                work.add(() -> report(file));
            }
            List<Future<FileReport>> ended = pool.invokeAll(work);
            for (int i = 0; i < ended.size(); i++) {
                reports.add(outcome(files.get(i), ended.get(i)));
            }
        }
        reports.sort(Comparator.comparing(FileReport::file));
        return reports;
    }

    private FileReport report(InFile file) {
        FileReport report;
        try {
            report = handOn(file);
        } catch (IOException | RuntimeException failure) {
            report = Failure.of(file.name(), failure);
        }
        progress.ended(report);
        return report;
    }

    private FileReport handOn(InFile file) throws IOException {
        if (stopped.getAsBoolean()) {
            return FileReport.not(Outcome.INTERRUPTED, file.name(), "the run was told to stop");
        }
        Optional<FileReport> finished = out.finished(file);
        if (finished.isPresent() && unread.keySet().containsAll(finished.get().namesUnread())) {
            progress.read(file.size());
            return finished.get();
        }
        Optional<FileRules> rule = rules.of(file.name());
        if (rule.isEmpty()) {
            return FileReport.not(Outcome.FAILED, file.name(), "no rules match it");
        }
        Columns made = columns.get();
        FileReport report =
                new FileWork(file, rule.get(), made, out, progress::read, stopped).run();
        if (NameColumns.matter(rule.get(), made.uncovered())) {
            report = report.withoutNamesOf(unread.keySet());
        }
        if (report.outcome() == Outcome.DONE) {
            // Before the pseudonyms are handed on, they can be revealed.
            made.flush();
            out.publish(report);
        } else {
            out.discard(file.name());
        }
        return report;
    }

    private static FileReport outcome(InFile file, Future<FileReport> ended)
            throws InterruptedException {
        try {
            return ended.get();
        } catch (ExecutionException fault) {
            String what =
                    "a fault of this program: "
                            + Objects.requireNonNull(fault.getCause()).getClass().getName();
            return FileReport.not(Outcome.FAILED, file.name(), what);
        }
    }
}
