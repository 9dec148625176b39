package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.InFolder;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.files.OutFolder;
import io.eprointake.deidentify.files.RealPath;
import io.eprointake.deidentify.files.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a run reads and writes. Output, key and originals stay apart from what is only read, and
 * from what is handed on. What is checked is where a path leads, and what is opened is the same.
 *
 * @param out null when nothing is handed on
 * @param report null when it is printed
 */
record Places(Path in, @Nullable Path out, Path key, @Nullable Path vault, @Nullable Path report) {

    /**
     * @throws UsageException when one would overlap another
     */
    static Places of(
            Path in,
            @Nullable Path out,
            Path rules,
            Path key,
            @Nullable Path vault,
            @Nullable Path report)
            throws IOException, UsageException {
        check(Files.isDirectory(in), in + " is no folder");
        Path to = out == null ? null : RealPath.of(out);
        Path told = report == null ? null : RealPath.of(report);
        var places =
                new Places(
                        RealPath.of(in),
                        to,
                        RealPath.of(key),
                        vault == null ? null : RealPath.ofLink(vault),
                        told == null && to != null ? to.resolve(OutFolder.REPORT) : told);
        places.apart(RealPath.of(rules));
        if (told != null) {
            places.reportApart(RealPath.of(rules), told);
        }
        return places;
    }

    private void apart(Path rules) throws IOException, UsageException {
        check(vault == null || !Files.isSymbolicLink(vault), "--vault is a link: name the vault");
        check(!isWithin(vault, in), vault + " is inside --in, which is only read");
        check(!isWithin(key, in), key + " is inside --in: what others have is no key");
        check(!RealPath.isSame(key, rules), "--key-file and --rules are the same file");
        check(!RealPath.isSame(vault, rules), "--vault and --rules are the same file");
        check(!RealPath.isSame(vault, key), "--vault and --key-file are the same file");
        if (out != null) {
            check(!isWithin(out, in) && !isWithin(in, out), "--in and --out are inside each other");
            for (Path secret : new Path[] {key, vault}) {
                check(!isWithin(secret, out), secret + " is inside --out, and would be handed on");
            }
        }
    }

    private void reportApart(Path rules, Path report) throws IOException, UsageException {
        check(!isWithin(report, in), report + " is inside --in, which is only read");
        for (Path kept : new Path[] {rules, key, vault}) {
            check(!RealPath.isSame(report, kept), "--report would take the place of " + kept);
        }
        check(
                !isWithin(report, out) || !OutFolder.isOutput(report),
                "--report would take the place of what is handed on");
        check(!Files.isDirectory(report), "--report %s is a folder".formatted(report));
        // A report that can't be written would be missed only when all is done.
        Path folder = report.getParent();
        check(
                folder != null && (Files.isDirectory(folder) || folder.equals(out)),
                "--report %s is in no folder".formatted(report));
    }

    /**
     * Whether the files that are there may be handed on to where the run writes.
     *
     * @throws UsageException when one would take a place that is needed, or is the key
     */
    void check(InFolder listed) throws IOException, UsageException {
        check(!listed.files().isEmpty(), "there is no .csv file in " + in);
        for (InFile file : listed.files()) {
            check(
                    out == null || !OutFolder.isOwn(file.name()),
                    file.name() + " has a name that --out needs for itself");
            check(!RealPath.isSame(key, file.path()), "the key is a file of --in");
        }
    }

    private static boolean isWithin(@Nullable Path path, @Nullable Path folder) throws IOException {
        return path != null && folder != null && RealPath.isWithin(path, folder);
    }

    private static void check(boolean holds, String otherwise) throws UsageException {
        if (!holds) {
            throw new UsageException(otherwise);
        }
    }
}
