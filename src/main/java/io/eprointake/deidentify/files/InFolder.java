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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

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
                        String name = name(folder, file);
                        boolean csv = name.toLowerCase(Locale.ROOT).endsWith(".csv");
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
                        others.add(not(Outcome.FAILED, name(folder, file), unread(broken)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path visited, IOException broken) {
                        if (broken != null) {
                            others.add(not(Outcome.FAILED, name(folder, visited), unread(broken)));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new InFolder(files, others);
    }

    public long bytes() {
        return files.stream().mapToLong(InFile::size).sum();
    }

    public Set<String> names() {
        return files.stream().map(InFile::name).collect(Collectors.toSet());
    }

    private static FileReport not(Outcome outcome, String name, String reason) {
        return FileReport.not(outcome, name, reason);
    }

    private static String unread(IOException broken) {
        return broken instanceof AccessDeniedException ? "may not be read" : "can't be read";
    }

    private static String name(Path folder, Path file) {
        return StreamSupport.stream(folder.relativize(file).spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }
}
