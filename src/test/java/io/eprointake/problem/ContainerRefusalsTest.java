package io.eprointake.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.autoconfigure.web.embedded.TomcatWebServerFactoryCustomizer;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.mock.env.MockEnvironment;

/** A server of Tomcat's own, with nothing in it: what it answers, it answers by itself. */
class ContainerRefusalsTest {

    private static final ObjectMapper JSON = Jackson2ObjectMapperBuilder.json().build();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void whatIsNotHttpIsMalformed() throws IOException {
        try (var server = new Server();
                var phone = new Phone(server)) {
            phone.ask("GET / HTTP/1.1\r\n\r\n");

            assertThat(phone.answer())
                    .startsWith("HTTP/1.1 400")
                    .contains("\"code\":\"malformed\"");
            assertThat(refused("malformed")).isOne();
        }
    }

    /**
     * Tomcat does not read the headers of a request that is just arriving when it pauses, and then
     * misses the host in them. No 4xx may tell a phone that its report is refused.
     */
    @Test
    void whatComesWhileItPausesMayBeSentAgain() throws IOException {
        try (var server = new Server();
                var phone = new Phone(server)) {
            ((Pausing) server.web.getTomcat().getConnector().getProtocolHandler()).begin();

            phone.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(phone.answer())
                    .startsWith("HTTP/1.1 503")
                    .containsIgnoringCase("\nRetry-After: 1\n")
                    .contains("\"code\":\"stopping\"");
            assertThat(refused("stopping")).isOne();
            assertThat(refused("malformed")).isZero();
        }
    }

    private double refused(String reason) {
        return meters.get("epro.refused").tag("reason", reason).counter().count();
    }

    /** Pauses as soon as the line of the next request was read. */
    public static final class Pausing extends Http11NioProtocol {

        private final AtomicInteger looks = new AtomicInteger(-1);

        void begin() {
            looks.set(0);
        }

        @Override
        public boolean isPaused() {
            return (looks.get() >= 0 && looks.getAndIncrement() > 0) || super.isPaused();
        }
    }

    private final class Server implements AutoCloseable {

        final TomcatWebServer web;

        Server() {
            var factory = new TomcatServletWebServerFactory(0);
            factory.setProtocol(Pausing.class.getName());
            new TomcatWebServerFactoryCustomizer(new MockEnvironment(), new ServerProperties())
                    .customize(factory);
            new ContainerRefusals(new Refusals(meters), JSON).customize(factory);
            web = (TomcatWebServer) factory.getWebServer();
            web.start();
        }

        @Override
        public void close() {
            web.destroy();
        }
    }

    private static final class Phone implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        Phone(Server server) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.web.getPort());
            socket.setSoTimeout(30_000);
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        void ask(String request) throws IOException {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        /** Its head and its body. */
        String answer() throws IOException {
            List<String> head = new ArrayList<>();
            int length = 0;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                head.add(line);
                if (line.startsWith("Content-Length: ")) {
                    length = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
            }
            char[] body = new char[length];
            for (int n = 0; n < length; ) {
                n += in.read(body, n, length - n);
            }
            return String.join("\n", head) + "\n\n" + new String(body);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
