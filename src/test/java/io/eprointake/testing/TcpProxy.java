package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A way to a server that can be blocked without being closed, or cut at a word. */
public final class TcpProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private boolean blocked;
    private volatile @Nullable String cutAfter;
    private volatile @Nullable String cutAt;

    public TcpProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("proxy").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** From now on nothing is forwarded, and nothing is closed: the network is gone. */
    public synchronized void block() {
        blocked = true;
    }

    /** What waited goes on. */
    public synchronized void unblock() {
        blocked = false;
        notifyAll();
    }

    /**
     * When a client has said the first word and then says the second, that is forwarded, and the
     * answer is not.
     */
    public void cutAt(String first, String second) {
        cutAt = second;
        cutAfter = first;
    }

    private synchronized void awaitWay() {
        try {
            while (blocked) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().name("proxy-connection").start(() -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        awaitWay();
        try (client;
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(behind);
            Thread there =
                    Thread.ofVirtual().name("proxy-there").start(() -> pump(client, behind, true));
            pump(behind, client, false);
            there.join();
        } catch (IOException | InterruptedException e) {
            // One of the two is gone, and so the other.
        }
    }

    private void pump(Socket from, Socket to, boolean fromClient) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitWay();
                boolean cut = fromClient && isCut(new String(buffer, 0, n, ISO_8859_1));
                if (cut) {
                    from.close();
                }
                out.write(buffer, 0, n);
                out.flush();
                if (cut) {
                    to.shutdownOutput();
                    return;
                }
            }
            to.close();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private boolean isCut(String said) {
        String first = cutAfter;
        if (first != null) {
            if (said.contains(first)) {
                cutAfter = null;
            }
            return false;
        }
        String second = cutAt;
        boolean cut = second != null && said.contains(second);
        if (cut) {
            cutAt = null;
        }
        return cut;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        unblock();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(TcpProxy::close);
    }
}
