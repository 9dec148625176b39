package io.eprointake.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A model behind chat completions that finds nothing, and hangs when it is told to: then it reads a
 * call and does not answer it.
 */
final class Model implements AutoCloseable {

    private static final byte[] NOTHING =
            """
            {"id":"1","object":"chat.completion","created":0,"model":"made-up","choices":[{"index":0,\
            "finish_reason":"stop","message":{"role":"assistant",\
            "content":"{\\"signals\\":[],\\"red_flags\\":[]}"}}]}
            """
                    .getBytes(UTF_8);

    private final HttpServer server;
    private final ExecutorService calls =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("demo-model-", 0).factory());
    private boolean hanging;

    Model() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/chat/completions", this::answer);
        server.setExecutor(calls);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** Calls that hang are answered when it recovers, though nobody waits for them any more. */
    synchronized void hang(boolean on) {
        hanging = on;
        notifyAll();
    }

    private synchronized void awaitRecovery() throws InterruptedException {
        while (hanging) {
            wait();
        }
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            call.getRequestBody().readAllBytes();
            awaitRecovery();
            call.getResponseHeaders().set("Content-Type", "application/json");
            call.sendResponseHeaders(200, NOTHING.length);
            call.getResponseBody().write(NOTHING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it is closed
        }
    }

    @Override
    public void close() {
        server.stop(0);
        calls.shutdownNow();
    }
}
