package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection to this machine, for a test that says just what goes over it, and when. */
public final class Wire implements AutoCloseable {

    private final SocketChannel channel;

    /** Connects. */
    public Wire(int port) {
        try {
            channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends it as far as it goes at once, and tells whether the other end was there. */
    public boolean send(String text) {
        try {
            channel.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the other end has closed it. Reads past what came before. */
    public boolean closed() {
        var past = ByteBuffer.allocate(8192);
        try {
            int n;
            do {
                n = channel.read(past.clear());
            } while (n > 0);
            return n < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends all of it on a connection of its own, and reads until the other end closes. A reset
     * after the first byte of the answer is such an end too.
     */
    public static String answer(int port, String request) {
        var answer = new StringBuilder();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(15_000);
            try {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                byte[] some = new byte[8192];
                for (int n; (n = socket.getInputStream().read(some)) >= 0; ) {
                    answer.append(new String(some, 0, n, ISO_8859_1));
                }
            } catch (IOException e) {
                if (answer.isEmpty()) {
                    throw e;
                }
            }
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
