package io.eprointake.deidentify.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.deidentify.files.InFolder.InFile;
import io.eprointake.deidentify.report.Begun;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Content;
import io.eprointake.deidentify.report.RunReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The output folder, in which one run at a time works. A finished file stands whole under its own
 * name. Below {@code .deidentify} are the parts of unfinished ones, and what a later run needs to
 * go on: how this one was begun, and the report of each finished file.
 */
public final class OutFolder implements AutoCloseable {

    private static final ObjectMapper JSON = RunReport.JSON;

    private static final String WORK = ".deidentify";
    private static final String RUN = "run.json";
    private static final String DONE = "done";
    private static final String RECORD = ".json";

    /** Where the report is, unless it is told to go elsewhere. */
    public static final String REPORT = "report.json";

    private final Path folder;
    private final Path work;
    private final FileChannel lock;
    private final boolean scratch;

    private OutFolder(Path folder, FileChannel lock, boolean scratch) {
        this.folder = folder;
        this.work = folder.resolve(WORK);
        this.lock = lock;
        this.scratch = scratch;
    }

    /**
     * @throws UsageException when another run works in it, or when it has files and is not to be
     *     resumed
     */
    public static OutFolder open(Path folder, boolean resume) throws IOException, UsageException {
        Path work = folder.resolve(WORK);
        if (Files.isSymbolicLink(work)) {
            throw new UsageException(work + " is a link, and may lead anywhere");
        }
        if (!resume && Files.isDirectory(folder) && !isUnused(folder)) {
            throw new UsageException(
                    folder + " is not empty: give an empty folder, or --resume what was begun");
        }
        if (resume && !Files.exists(work.resolve(RUN))) {
            throw new UsageException("nothing was begun in " + folder + " that could be resumed");
        }
        Files.createDirectories(work);
        return new OutFolder(folder, locked(work.resolve("lock")), false).swept();
    }

    /** For a dry run: nothing stays of it. */
    public static OutFolder scratch() throws IOException, UsageException {
        Path folder = Files.createTempDirectory("deidentify-");
        Path work = Files.createDirectories(folder.resolve(WORK));
        return new OutFolder(folder, locked(work.resolve("lock")), true).swept();
    }

    /**
     * Begins a run, or goes on with the one that was begun.
     *
     * @return how it was begun: on the day when it was, if the rules do not say which day counts
     * @throws UsageException when it was begun otherwise
     */
    public Begun begin(Begun now) throws IOException, UsageException {
        Path file = work.resolve(RUN);
        if (!Files.exists(file)) {
            AtomicFile.write(file, JSON.writeValueAsBytes(now));
            return now;
        }
        Begun earlier = JSON.readValue(file.toFile(), Begun.class);
        if (!earlier.on(now.asOf()).equals(now)) {
            throw new UsageException(
                    "what was begun in %s was begun with %s"
                            .formatted(
                                    folder,
                                    earlier.hasVaultOf(now)
                                            ? "other rules, key or options"
                                            : "another vault, or none"));
        }
        return earlier;
    }

    /** Takes a file's output until it is whole. */
    public Output output(String name) throws IOException {
        return scratch ? Output.nowhere() : Output.to(part(name));
    }

    /** Where what a file's work needs beside is kept meanwhile. */
    public Path spill(String name) throws IOException {
        return made(within(parts(), name + ".spill"));
    }

    /** Puts a whole output in its place, then says so. After a crash in between it is redone. */
    public void publish(FileReport report) throws IOException {
        if (!scratch) {
            Path place = made(place(report.file()));
            Files.move(part(report.file()), place, StandardCopyOption.ATOMIC_MOVE);
            try {
                AtomicFile.sync(place);
                AtomicFile.write(record(report.file()), JSON.writeValueAsBytes(report));
            } catch (IOException unrecorded) {
                Files.deleteIfExists(place);
                throw unrecorded;
            }
        }
    }

    /**
     * What an earlier run handed on of files that are no longer there goes too, and what it had no
     * time to record.
     */
    public void keepOnly(Set<String> names) throws IOException {
        Path done = work.resolve(DONE);
        for (String record : FileTree.names(done)) {
            String name =
                    record.endsWith(RECORD)
                            ? record.substring(0, record.length() - RECORD.length())
                            : "";
            if (name.isEmpty()) {
                // Half of a record, or nothing of this program's.
                Files.delete(FileName.in(done, record));
            } else if (!names.contains(name)) {
                Files.deleteIfExists(place(name));
                Files.delete(FileName.in(done, record));
            }
        }
        for (String name : FileTree.names(folder)) {
            if (!isOwn(name) && InFolder.isCsv(name) && !Files.exists(record(name))) {
                Files.delete(place(name));
            }
        }
    }

    public void discard(String name) throws IOException {
        Files.deleteIfExists(part(name));
    }

    /**
     * The report of an earlier run, when its output is still there and its input still the same.
     * Otherwise neither stays: the file's work may fail this time, and nothing may be handed on.
     */
    public Optional<FileReport> finished(InFile file) throws IOException {
        Path record = record(file.name());
        Path output = place(file.name());
        if (Files.exists(record) && Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
            FileReport report = JSON.readValue(record.toFile(), FileReport.class);
            if (is(output, report.output()) && is(file.path(), report.input())) {
                return Optional.of(report);
            }
        }
        Files.deleteIfExists(record);
        Files.deleteIfExists(output);
        return Optional.empty();
    }

    /** The parts go; what a later run needs stays. */
    @Override
    public void close() throws IOException {
        try (lock) {
            FileTree.delete(scratch ? folder : parts());
        }
    }

    /**
     * Whether a name, below the output folder, is needed for what is kept there beside the files,
     * or below it.
     */
    public static boolean isOwn(String name) {
        String first = name.split("/", -1)[0].toLowerCase(Locale.ROOT);
        return first.equals(WORK) || first.equals(REPORT);
    }

    /**
     * Whether a file is one that this folder is there for, or keeps beside: only CSV is handed on.
     */
    public static boolean isOutput(Path file) {
        boolean inWork = false;
        for (Path part : file) {
            inWork |= part.toString().equalsIgnoreCase(WORK);
        }
        return inWork || InFolder.isCsv(file.toString());
    }

    private OutFolder swept() throws IOException {
        FileTree.delete(parts());
        return this;
    }

    private static FileChannel locked(Path file) throws IOException, UsageException {
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ofThisProcess) {
            // The same answer as for another process.
        }
        channel.close();
        throw new UsageException("another run is at work in " + file.getParent());
    }

    private static boolean is(Path file, @Nullable Content content) throws IOException {
        return content != null && Sha256.of(file).equals(content.sha256());
    }

    private Path part(String name) throws IOException {
        return made(within(parts(), name + ".part"));
    }

    private Path parts() {
        return work.resolve("parts");
    }

    private Path record(String name) throws IOException {
        return made(within(work.resolve(DONE), name + RECORD));
    }

    private Path place(String name) throws IOException {
        return within(folder, name);
    }

    /** What a link in this folder would lead to was never asked for, and may be the input. */
    private Path within(Path below, String name) throws IOException {
        Path file = FileName.in(below, name);
        for (Path at = file.getParent(); at != null && !at.equals(folder); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                throw new IOException("a folder of --out is a link");
            }
        }
        return file;
    }

    private static Path made(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return file;
    }

    /** Whether it is empty, or has no more than what a run left that never began. */
    private static boolean isUnused(Path folder) throws IOException {
        Path work = folder.resolve(WORK);
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(work::equals) && !Files.exists(work.resolve(RUN));
        }
    }
}
