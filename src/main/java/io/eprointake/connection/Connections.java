package io.eprointake.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Bounds connections on both ports: the management context, which sees no customizer of its parent,
 * imports this class by its name in {@code META-INF/spring}.
 */
@Component
class Connections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

    /** What else is opened: the jar, the store, calls to the analyzer, to Kafka, and to be seen. */
    private static final long OTHER_FILES = 128;

    private static final long FEWEST = 16;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(PromptHttp.class.getName());
        factory.addConnectorCustomizers(Connections::leaveFiles);
    }

    /** Each connection is a file: where few may be open, they must not take the last of them. */
    private static void leaveFiles(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractProtocol<?> http
                && ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix) {
            long most = Math.max(FEWEST, unix.getMaxFileDescriptorCount() - OTHER_FILES);
            http.setMaxConnections((int) Math.min(http.getMaxConnections(), most));
        }
    }

    /** After what is set by {@code server.tomcat.max-connections}. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
