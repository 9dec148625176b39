package io.eprointake.problem;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Tells in the catalogue's form what Tomcat refuses before any servlet has it: what is not HTTP, or
 * has too long a header. On both ports: the management context, which sees no customizer of its
 * parent, imports this class by its name in {@code META-INF/spring}.
 */
@Component
class ContainerRefusals implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

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

    private final class Page extends ErrorReportValve {

        @Override
        protected void report(Request request, Response response, @Nullable Throwable thrown) {
            int status = response.getStatus();
            if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
                return;
            }
            Problem problem = status == 400 ? Problem.MALFORMED : Problem.ofStatus(status);
            var refused = new Refused(problem, problem.title() + ".");
            refusals.count(refused);
            try {
                String document = json.writeValueAsString(refused.document());
                response.setStatus(problem.status().value());
                response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
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
