package io.eprointake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged jar, taken apart, with a cache of the classes that a start loads, as the image has
 * it: it starts in half the time. It is made when a test first asks, once for a jar, and takes some
 * twenty seconds.
 */
public final class QuickStart {

    private static final Path FOLDER = Path.of("target", "quick-start").toAbsolutePath();
    private static final Path CACHE = FOLDER.resolve("classes.aot");

    /** Written last: which jar all that is there was made from. */
    private static final Path MADE_FROM = FOLDER.resolve("made-from");

    private QuickStart() {}

    /** A command line up to the jar, and what the JVM is told besides. */
    public static List<String> program(String... options) {
        return Stream.of(
                        // It ends where the cache does not fit, and does not start slowly instead.
                        jvm("-XX:AOTCache=" + CACHE, "-XX:AOTMode=on"),
                        Stream.of(options),
                        Stream.of("-jar", Made.JAR.toString()))
                .flatMap(part -> part)
                .toList();
    }

    /** What whoever makes the cache and whoever uses it must have alike. */
    private static Stream<String> jvm(String... options) {
        // The first compiler alone: it starts in about half the processor time.
        return Stream.concat(
                Stream.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                Stream.of(options));
    }

    private static Path make() {
        Path jar = ServiceProcess.jar();
        try {
            String from = jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
            Path apart = FOLDER.resolve(jar.getFileName());
            if (!Files.exists(MADE_FROM) || !Files.readString(MADE_FROM).equals(from)) {
                FileSystemUtils.deleteRecursively(FOLDER);
                Files.createDirectories(FOLDER);
                String folder = FOLDER.toString();
                run("-Djarmode=tools", "-jar", jar, "extract", "--force", "--destination", folder);
                run(
                        jvm(
                                "-XX:AOTCacheOutput=" + CACHE,
                                "-Dspring.context.exit=onRefresh",
                                "-jar",
                                apart.toString(),
                                "--server.port=0",
                                "--management.server.port=0"));
                Files.writeString(MADE_FROM, from);
            }
            return apart;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Object... options) throws IOException {
        run(Stream.of(options).map(Object::toString));
    }

    private static void run(Stream<String> options) throws IOException {
        Path log = FOLDER.resolve("making.log");
        Process java =
                new ProcessBuilder(
                                Stream.concat(Stream.of(ServiceProcess.java()), options).toList())
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            if (!java.waitFor(3, TimeUnit.MINUTES) || java.exitValue() != 0) {
                throw new AssertionError("no cache of classes was made, see " + log);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            java.destroyForcibly();
        }
    }

    private static final class Made {
        static final Path JAR = make();
    }
}
