package io.eprointake.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A connection by TLS to this machine. It takes any certificate, and tells which. */
public final class Tls implements AutoCloseable {

    private final Socket raw;
    private final SSLSocket socket;
    private final BufferedReader in;

    /** Connects and shakes hands, without a session of an earlier one. */
    public Tls(int port) throws IOException {
        raw = new Socket(InetAddress.getLoopbackAddress(), port);
        socket =
                (SSLSocket) context().getSocketFactory().createSocket(raw, "127.0.0.1", port, true);
        try {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** What the service showed at the handshake. */
    public X509Certificate certificate() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    public String protocol() {
        return socket.getSession().getProtocol();
    }

    /**
     * Asks for it, and leaves the connection open.
     *
     * @return the status line
     * @throws IOException also when the answer has no end
     */
    public String get(String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        String status = line();
        int length = 0;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring(16));
            }
            chunked |= line.equalsIgnoreCase("Transfer-Encoding: chunked");
        }
        if (chunked) {
            while (!line().equals("0")) {
                // Chunks have lines of their own.
            }
            line();
        } else {
            for (int i = 0; i < length; i++) {
                in.read();
            }
        }
        return status;
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the connection ended");
        }
        return line;
    }

    /** Sends it in a record of its own, and tells whether the other end was there. */
    public boolean send(String text) {
        return send(socket, text);
    }

    /** Sends it below TLS. */
    public boolean sendRaw(String text) {
        return send(raw, text);
    }

    private static boolean send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
