package io.eprointake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.eprointake.testing.RunningService;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

/** A service that made its own keys can be reached by this machine only. */
@ExtendWith(OutputCaptureExtension.class)
class ExposureIT {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir static Path folder;
    private static RunningService service;
    private static String startLog;

    @BeforeAll
    static void start(CapturedOutput output) {
        service = RunningService.start(folder, "epro.analysis.url", "http://127.0.0.1:9");
        startLog = output.getAll();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void bothPortsListenOnLoopback() throws IOException {
        Environment settings = service.bean(Environment.class);
        for (String name : List.of("server.address", "management.server.address")) {
            assertThat(InetAddress.getByName(settings.getRequiredProperty(name)))
                    .as(name)
                    .matches(InetAddress::isLoopbackAddress);
        }
    }

    @Test
    void fromAnotherAddressNeitherPortCanBeReached() throws IOException {
        List<InetAddress> others = otherAddresses();
        assumeTrue(!others.isEmpty(), "this machine has no address but loopback");
        for (InetAddress address : others) {
            try (var open = new ServerSocket(0)) {
                connect(address, open.getLocalPort()); // So it is not the network that refuses.
            }
            for (int port : List.of(service.port(), service.managementPort())) {
                connect(HERE, port);
                assertThatExceptionOfType(ConnectException.class)
                        .as("%s:%s", address, port)
                        .isThrownBy(() -> connect(address, port));
            }
        }
    }

    @Test
    void itsLogSaysWhereItsTokensAre() {
        assertThat(startLog).contains("Only this machine can reach the service").contains("tokens");
    }

    @Test
    void withKeysOfItsOwnItOpensNeitherPortToOthers(@TempDir Path other) {
        for (String port : List.of("server.address", "management.server.address")) {
            assertThatExceptionOfType(Exception.class)
                    .as(port)
                    .isThrownBy(() -> RunningService.start(other, port, "0.0.0.0").close())
                    .withMessageContaining("setting: " + port)
                    .withMessageContaining("no identity provider or key is configured");
        }
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 5_000);
        }
    }

    private static List<InetAddress> otherAddresses() throws SocketException {
        List<InetAddress> others = new ArrayList<>();
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (card.isUp()) {
                card.inetAddresses()
                        .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress())
                        .forEach(others::add);
            }
        }
        return others;
    }
}
