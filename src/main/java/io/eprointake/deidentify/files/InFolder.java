package io.eprointake.deidentify.files;

import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input folder, listed with all its subfolders. It is only read.
 *
 * @param files the CSV files
 * @param others what is not worked on, and why
 */
public record InFolder(List<InFile> files, List<FileReport> others) {

    /**
     * @param name its path below the folder, with {@code /}
     * @param size in bytes
     */
    public record InFile(Path path, String name, long size) {}

    public static InFolder list(Path folder) throws IOException {
        var files = new ArrayList<InFile>();
        var others = new ArrayList<FileReport>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        String name = FileName.of(folder, file);
                        if (name == null) {
                            others.add(not(Outcome.FAILED, "" + file, "its name is not UTF-8"));
                            return FileVisitResult.CONTINUE;
                        }
                        boolean csv = isCsv(name);
                        // What is behind a link to a folder nobody has looked at.
                        if (!csv && !Files.isDirectory(file)) {
                            others.add(not(Outcome.NOT_CSV, name, "is no .csv file"));
                        } else if (is.isRegularFile()) {
                            files.add(new InFile(file, name, is.size()));
                        } else {
                            // A link may lead out of the folder that was meant to be handed on.
                            others.add(not(Outcome.FAILED, name, "is a link, or no file at all"));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException broken)
                            throws IOException {
                        if (file.equals(folder)) {
                            throw broken;
                        }
                        others.add(not(Outcome.FAILED, "" + file.getFileName(), unread(broken)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException broken) {
                        if (broken != null) {
                            others.add(
                                    not(
                                            Outcome.FAILED,
                                            "" + visited.getFileName(),
                                            unread(broken)));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new InFolder(files, others).withoutTwins();
    }

    /**
     * Two names that differ in case, or in how their letters are composed, are one on many disks:
     * the second output would take the place of the first.
     */
    private InFolder withoutTwins() {
        Map<String, Long> counts =
                files.stream()
                        .collect(Collectors.groupingBy(InFolder::folded, Collectors.counting()));
        List<InFile> single = new ArrayList<>();
        List<FileReport> failed = new ArrayList<>(others);
        for (InFile file : files) {
            if (counts.getOrDefault(folded(file), 0L) == 1) {
                single.add(file);
            } else {
                failed.add(not(Outcome.FAILED, file.name(), "differs from another in case only"));
            }
        }
        return new InFolder(single, failed);
    }

    private static String folded(InFile file) {
        String composed = Normalizer.normalize(file.name(), Normalizer.Form.NFC);
        return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    public long bytes() {
        return files.stream().mapToLong(InFile::size).sum();
    }

    public Set<String> names() {
        return files.stream().map(InFile::name).collect(Collectors.toSet());
    }

    static boolean isCsv(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".csv");
    }

    private static FileReport not(Outcome outcome, String name, String reason) {
        return FileReport.not(outcome, name, reason);
    }

    private static String unread(IOException broken) {
        return broken instanceof AccessDeniedException ? "may not be read" : "can't be read";
    }
}
