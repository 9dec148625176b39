package io.eprointake.deidentify.vault;

import io.eprointake.deidentify.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands as a process of their own; and {@code write}, which fills a vault until it is
 * killed.
 */
@Command(
        name = "vault",
        subcommands = {Reveal.class, Audit.class})
final class VaultProgram {

    /** Pairs that each flush of {@code write} has. */
    static final int FLUSHED = 50;

    private VaultProgram() {}

    public static void main(String... arguments) {
        if (arguments[0].equals("write")) {
            write(Key.read(Path.of(arguments[1])), Path.of(arguments[2]));
        }
        Logging.toStandardError();
        LoggerFactory.getLogger("library").info("a library informs");
        LoggerFactory.getLogger("library").warn("a library warns");
        System.exit(new CommandLine(new VaultProgram()).execute(arguments));
    }

    static String original(int number) {
        return "Subject-%06d".formatted(number);
    }

    private static void write(Key key, Path vault) {
        Pseudonyms pseudonyms = new Pseudonyms(key);
        Batch batch = Vault.open(vault, key).batch();
        for (int i = 1; true; i++) {
            String original = original(i);
            batch.add("subject", pseudonyms.of("subject", original), original);
            if (i % FLUSHED == 0) {
                batch.flush();
                System.out.println(i);
            }
        }
    }

    /** Starts it with this process's classpath; its output goes to files of that name. */
    static Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(VaultProgram.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(Path.of(output + ".out").toFile())
                .redirectError(Path.of(output + ".err").toFile())
                .start();
    }
}
