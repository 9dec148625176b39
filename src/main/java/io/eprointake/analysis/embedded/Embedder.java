package io.eprointake.analysis.embedded;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.eprointake.analysis.embedded.WordPieces.Piece;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads sentences with one sentence-embedding model. Safe for many threads. */
final class Embedder implements AutoCloseable {

    /** Pieces of a clause that are read; what follows is not. */
    private static final int MAX_CLAUSE = 240;

    /** Those of a sentence; BERT has 512 places. */
    private static final int MAX_PIECES = 384;

    private final Language language;
    private final WordPieces pieces;
    private final OrtSession session;

    private Embedder(Language language, WordPieces pieces, OrtSession session) {
        this.language = language;
        this.pieces = pieces;
        this.session = session;
    }

    /**
     * Loads a model.
     *
     * @throws IOException when the model or its runtime is missing or broken
     */
    static Embedder load(Language language) throws IOException {
        // No arena and one thread: memory goes back after each run, and cores stay with intake.
        try (InputStream vocabulary = resource(language.model + "-tokenizer.json").openStream();
                SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            return new Embedder(
                    language,
                    new WordPieces(vocabulary),
                    OrtEnvironment.getEnvironment()
                            .createSession(model(language.model + ".onnx"), options));
        } catch (OrtException | RuntimeException | LinkageError e) {
            throw new IOException("the model " + language.model + " does not load", e);
        }
    }

    /** Outside the heap, where the runtime's own copy goes, too: it is a third of a small heap. */
    private static ByteBuffer model(String name) throws IOException {
        URLConnection model = resource(name).openConnection();
        try (ReadableByteChannel in = Channels.newChannel(model.getInputStream())) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(model.getContentLength());
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // As much as there is.
            }
            return bytes.flip();
        }
    }

    private static URL resource(String name) throws IOException {
        URL resource = Embedder.class.getResource("/" + name);
        if (resource == null) {
            throw new FileNotFoundException(name);
        }
        return resource;
    }

    WordPieces pieces() {
        return pieces;
    }

    /**
     * What the words of a sentence mean in it.
     *
     * @param spelled each of its words as it should have been written
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    EncodedSentence encode(
            Sentence sentence, UnaryOperator<String> spelled, Cancellation cancellation)
            throws IOException {
        List<Piece> read = new ArrayList<>();
        List<Integer> clauses = new ArrayList<>(List.of(0));
        long[] ids = new long[MAX_PIECES];
        int count = 0;
        ids[count++] = pieces.begin();
        List<Integer> places = new ArrayList<>();
        for (String clause : sentence.clauses()) {
            int room = Math.min(MAX_CLAUSE, Math.max(0, MAX_PIECES - 2 - count));
            for (Piece piece : pieces.of(clause, spelled, room)) {
                read.add(piece);
                places.add(count);
                ids[count++] = piece.id();
            }
            clauses.add(read.size());
            ids[Math.min(count++, MAX_PIECES - 2)] = pieces.comma();
            count = Math.min(count, MAX_PIECES - 1);
        }
        ids[count - 1] = pieces.end();
        return new EncodedSentence(
                sentence, read, clauses, run(Arrays.copyOf(ids, count), places, cancellation));
    }

    private List<float[]> run(long[] ids, List<Integer> places, Cancellation cancellation)
            throws IOException {
        LongBuffer mask = LongBuffer.allocate(ids.length);
        LongBuffer types = LongBuffer.allocate(ids.length);
        Arrays.fill(mask.array(), 1);
        long[] shape = {1, ids.length};
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try (RunOptions options = new RunOptions()) {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            inputs.put(
                    "input_ids", OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape));
            inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask, shape));
            inputs.put("token_type_ids", OnnxTensor.createTensor(environment, types, shape));
            cancellation.begin(options);
            try (OrtSession.Result result = session.run(inputs, options)) {
                FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
                int size = hidden.remaining() / ids.length;
                List<float[]> meanings = new ArrayList<>(places.size());
                for (int place : places) {
                    float[] meaning = new float[size];
                    hidden.get(place * size, meaning);
                    meanings.add(meaning);
                }
                return meanings;
            } finally {
                cancellation.end();
            }
        } catch (OrtException e) {
            cancellation.check();
            throw new IOException("inference with " + language.model + " failed", e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("the model was not given back", e);
        }
    }
}
