package io.eprointake.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.AbstractProtocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Tells in the catalogue's form what Tomcat refuses before any servlet has it: what is not HTTP, or
 * has too long a header. On both ports: the management context, which sees no customizer of its
 * parent, imports this class by its name in {@code META-INF/spring}.
 */
@Component
class ContainerRefusals implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Refusals refusals;
    private final ObjectMapper json;

    ContainerRefusals(Refusals refusals, ObjectMapper json) {
        this.refusals = refusals;
        this.json = json;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // Inside Tomcat's own page, which leaves alone what has a body.
        factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new Page()));
    }

    private static Problem problem(Request request, int status) {
        // Tomcat reads no header of what arrives while it pauses, and then finds fault with their
        // absence: a phone would take its report for refused.
        if (request.getConnector().getProtocolHandler() instanceof AbstractProtocol<?> protocol
                && protocol.isPaused()
                && (status == 400 || status == 503)) {
            return Problem.STOPPING;
        }
        return status == 400 ? Problem.MALFORMED : Problem.ofStatus(status);
    }

    private final class Page extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            Problem problem = problem(request, status);
            var refused =
                    new Refused(
                            problem,
                            problem.title() + ".",
                            problem == Problem.STOPPING ? RETRY_AFTER : null);
            refusals.count(refused);
            var answer = refused.response();
            try {
                String document = json.writeValueAsString(answer.getBody());
                response.setStatus(problem.status().value());
                answer.getHeaders()
                        .forEach((name, values) -> response.setHeader(name, values.getFirst()));
                response.setCharacterEncoding("UTF-8");
                Writer writer = response.getReporter();
                if (writer != null) {
                    writer.write(document);
                    response.finishResponse();
                }
            } catch (IOException e) {
                // Whoever asked has gone.
            }
        }
    }
}
