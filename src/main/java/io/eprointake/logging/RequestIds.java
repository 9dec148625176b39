package io.eprointake.logging;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.slf4j.MDC;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Answers each request with its id, and writes that on each line which is logged meanwhile.
 * Outermost, so that what the container refuses by itself has one too. On both ports: the
 * management context, which sees no customizer of its parent, imports this class by its name in
 * {@code META-INF/spring}.
 */
@Component
class RequestIds implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    /** The key of the log. */
    static final String KEY = "request_id";

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addEngineValves(new First());
    }

    private static final class First extends ValveBase {

        First() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response)
                throws IOException, ServletException {
            String id =
                    RequestId.of(
                            request.getHeaders(RequestId.HEADER),
                            request.getHeaders(RequestId.TRACE_HEADER));
            response.setHeader(RequestId.HEADER, id);
            MDC.put(KEY, id);
            try {
                getNext().invoke(request, response);
            } finally {
                MDC.remove(KEY);
            }
        }
    }
}
