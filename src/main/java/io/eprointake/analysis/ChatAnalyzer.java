package io.eprointake.analysis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.leakwatch.Lookups;
import io.eprointake.report.Analysis;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * A model behind chat completions as OpenAI defined them, asked once for each narrative, at
 * temperature 0, for an answer of a schema.
 *
 * <p>The answer comes whole and not as a stream: it is used whole or not at all, and a cancellation
 * closes the connection either way, by which servers know that nobody waits.
 */
final class ChatAnalyzer implements Analyzer, AutoCloseable {

    /** What a header can carry; checked here, since the client's own refusal would quote it. */
    private static final Pattern KEY = Pattern.compile("[!-~]{1,1024}");

    /** What the key's file must be. */
    static final String KEY_FILE =
            "a file that can be read, with a key of 1 to 1024 printable ASCII characters, without blanks, and nothing more";

    private final JsonPost completions;
    private final ChatPrompt prompt;
    private final ChatReply reply;
    private final @Nullable Path keyFile;

    /**
     * Calls nobody yet.
     *
     * @param url the base address
     * @param bundle null for what the JVM trusts
     * @param maxAnswer bytes
     * @param symptoms that the model may name, by their number
     * @throws IllegalArgumentException when a setting cannot work
     */
    ChatAnalyzer(
            ChatProperties settings,
            URI url,
            @Nullable SslBundle bundle,
            long maxAnswer,
            SortedMap<Integer, String> symptoms,
            Executor executor,
            Lookups lookups) {
        String model = Objects.requireNonNull(settings.model());
        this.completions =
                new JsonPost(
                        "epro.analysis.chat",
                        "key-file",
                        url,
                        "/chat/completions",
                        bundle,
                        maxAnswer,
                        executor,
                        lookups);
        // Plain: the service's own mapper leaves out what is null, and names fields its own way.
        this.prompt =
                new ChatPrompt(
                        new ObjectMapper(),
                        model,
                        settings.maxTokens(),
                        settings.maxCharacters(),
                        symptoms);
        this.reply = new ChatReply("chat:" + model, symptoms);
        this.keyFile = settings.keyFile();
    }

    @Override
    public Analysis analyze(Request request, Duration budget)
            throws IOException, InterruptedException {
        byte[] answer = completions.send(prompt.body(request), key(keyFile), Map.of());
        return reply.read(answer, prompt.read(request));
    }

    /**
     * The key that is in the file now.
     *
     * @param keyFile null for none
     * @throws IOException when it holds none; the message quotes nothing of it
     */
    static @Nullable AnalyzerToken key(@Nullable Path keyFile) throws IOException {
        if (keyFile == null) {
            return null;
        }
        String key;
        try (InputStream in = Files.newInputStream(keyFile)) {
            key = new String(in.readNBytes(2048), ISO_8859_1).strip();
        } catch (IOException e) {
            throw new IOException("epro.analysis.chat.key-file cannot be read: " + keyFile, e);
        }
        if (!KEY.matcher(key).matches()) {
            throw new IOException(
                    "epro.analysis.chat.key-file must be " + KEY_FILE + ": " + keyFile);
        }
        return new AnalyzerToken(key);
    }

    @Override
    public void close() {
        completions.close();
    }
}
