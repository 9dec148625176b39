package io.eprointake.deidentify.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fills a vault until it is killed; and starts this and other programs as processes. */
final class VaultProgram {

    /** Pairs that each flush has. */
    static final int FLUSHED = 50;

    private VaultProgram() {}

    public static void main(String... arguments) {
        Key key = Key.read(Path.of(arguments[0]), false);
        Pseudonyms pseudonyms = new Pseudonyms(key);
        Batch batch = Vault.open(Path.of(arguments[1]), key).batch();
        for (int i = 1; true; i++) {
            String original = original(i);
            batch.add("subject", pseudonyms.of("subject", original), original);
            if (i % FLUSHED == 0) {
                batch.flush();
                System.out.println(i);
            }
        }
    }

    static String original(int number) {
        return "Subject-%06d".formatted(number);
    }

    /** Starts a program with this process's classpath; its output goes to files of that name. */
    static Process start(Path output, List<String> jvm, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(Path.of(output + ".out").toFile())
                .redirectError(Path.of(output + ".err").toFile())
                .start();
    }
}
