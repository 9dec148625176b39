package io.eprointake.leakwatch;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.springframework.boot.web.embedded.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Serves each request on a counted virtual thread, on both ports: the management context, which
 * sees no customizer of its parent, imports this class by its name in {@code META-INF/spring}.
 */
@Component
class HttpThreads
        implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

    private final Executor executor;

    HttpThreads(Threads threads) {
        this.executor = Executors.newThreadPerTaskExecutor(threads.virtual("http-"));
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addProtocolHandlerCustomizers(handler -> handler.setExecutor(executor));
    }

    /** Last, since {@code spring.threads.virtual.enabled} sets an executor that does not count. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
