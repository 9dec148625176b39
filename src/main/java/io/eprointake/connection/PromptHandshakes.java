package io.eprointake.connection;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Ends a TLS handshake that has had its time when its next byte comes. Tomcat looks only at
 * connections of which it waits, at the moment that it looks, for a byte: those that all send
 * together are never looked at.
 */
final class PromptHandshakes extends NioEndpoint {

    @Override
    public boolean processSocket(
            SocketWrapperBase<NioChannel> socket, SocketEvent event, boolean dispatch) {
        // Until the end of the handshake the last read is the moment of the connection.
        boolean late =
                event == SocketEvent.OPEN_READ
                        && !socket.getSocket().isHandshakeComplete()
                        && socket instanceof NioSocketWrapper nio
                        && System.currentTimeMillis() - nio.getLastRead() > getConnectionTimeout();
        return super.processSocket(socket, late ? SocketEvent.ERROR : event, dispatch);
    }
}
