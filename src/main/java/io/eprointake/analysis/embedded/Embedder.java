package io.eprointake.analysis.embedded;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns clauses into unit vectors with one sentence-embedding model. Safe for many threads. */
final class Embedder implements AutoCloseable {

    /** Pieces of a clause that are read; what follows is not. */
    private static final int MAX_PIECES = 64;

    private static final int BATCH = 16;

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
        try (InputStream vocabulary = resource(language.model + "-tokenizer.json");
                InputStream model = resource(language.model + ".onnx");
                SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setCPUArenaAllocator(false);
            options.setMemoryPatternOptimization(false);
            return new Embedder(
                    language,
                    new WordPieces(vocabulary),
                    OrtEnvironment.getEnvironment().createSession(model.readAllBytes(), options));
        } catch (OrtException | RuntimeException | LinkageError e) {
            throw new IOException("the model " + language.model + " does not load", e);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = Embedder.class.getResourceAsStream("/" + name);
        if (in == null) {
            throw new FileNotFoundException(name);
        }
        return in;
    }

    WordPieces pieces() {
        return pieces;
    }

    /**
     * One unit vector per clause, in order.
     *
     * @throws java.util.concurrent.CancellationException when it was cut
     */
    List<float[]> embed(List<String> clauses, Cut cut) throws IOException {
        List<float[]> vectors = new ArrayList<>(clauses.size());
        for (int from = 0; from < clauses.size(); from += BATCH) {
            int to = Math.min(clauses.size(), from + BATCH);
            long[][] ids = new long[to - from][];
            for (int row = 0; row < ids.length; row++) {
                ids[row] = pieces.ids(clauses.get(from + row), MAX_PIECES);
            }
            vectors.addAll(run(ids, cut));
        }
        return vectors;
    }

    private List<float[]> run(long[][] ids, Cut cut) throws IOException {
        int length = 0;
        for (long[] row : ids) {
            length = Math.max(length, row.length);
        }
        LongBuffer padded = LongBuffer.allocate(ids.length * length);
        LongBuffer mask = LongBuffer.allocate(ids.length * length);
        LongBuffer types = LongBuffer.allocate(ids.length * length);
        for (int row = 0; row < ids.length; row++) {
            padded.put(row * length, ids[row]);
            for (int i = 0; i < ids[row].length; i++) {
                mask.put(row * length + i, 1);
            }
        }
        long[] shape = {ids.length, length};
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        try (RunOptions options = new RunOptions()) {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            inputs.put("input_ids", OnnxTensor.createTensor(environment, padded, shape));
            inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask, shape));
            inputs.put("token_type_ids", OnnxTensor.createTensor(environment, types, shape));
            cut.begin(options);
            try (OrtSession.Result result = session.run(inputs, options)) {
                return vectors(ids, length, ((OnnxTensor) result.get(0)).getFloatBuffer());
            } finally {
                cut.end();
            }
        } catch (OrtException e) {
            cut.check();
            throw new IOException("inference with " + language.model + " failed", e);
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private List<float[]> vectors(long[][] ids, int length, FloatBuffer hidden) {
        int size = hidden.remaining() / (ids.length * length);
        List<float[]> vectors = new ArrayList<>(ids.length);
        for (int row = 0; row < ids.length; row++) {
            float[] vector = new float[size];
            for (int piece = 0; piece < (language.firstToken ? 1 : ids[row].length); piece++) {
                for (int i = 0; i < size; i++) {
                    vector[i] += hidden.get((row * length + piece) * size + i);
                }
            }
            vectors.add(unit(vector));
        }
        return vectors;
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float v : vector) {
            square += (double) v * v;
        }
        float norm = (float) Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
        return vector;
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
