package io.eprointake.notice;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.leakwatch.Lookups;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.ModalCloseable;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * Posts a notice as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> has it. Each
 * has a connection of its own, to an address that was looked at; an interrupt closes it. Nothing is
 * followed, and of the answer nothing is read but its head.
 */
final class Webhook implements AutoCloseable {

    /** It has no charset: it is UTF-8. */
    private static final ContentType JSON = ContentType.create("application/json");

    private static final int MOST_IN_LINE = 8192;
    private static final int MOST_HEADERS = 100;

    private final CloseableHttpClient client;
    private final NoticeProperties settings;
    private final ObjectMapper mapper;
    private final InstantSource clock;

    /** Calls nobody yet. */
    Webhook(
            NoticeProperties settings,
            @Nullable SslBundle bundle,
            Lookups lookups,
            ObjectMapper mapper,
            InstantSource clock) {
        this.settings = settings;
        this.mapper = mapper;
        this.clock = clock;
        Timeout timeout = timeout(settings.deliveryDeadline());
        var connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(
                                new PublicAddresses(lookups, settings.allowPrivateAddresses()))
                        .setConnectionFactory(
                                ManagedHttpClientConnectionFactory.builder()
                                        .http1Config(
                                                Http1Config.custom()
                                                        .setMaxLineLength(MOST_IN_LINE)
                                                        .setMaxHeaderCount(MOST_HEADERS)
                                                        .build())
                                        .build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(timeout)
                                        .setSocketTimeout(timeout)
                                        .build())
                        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(timeout).build())
                        // How many there are the permits say.
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                        .setMaxConnPerRoute(settings.concurrency());
        if (bundle != null) {
            connections.setTlsSocketStrategy(
                    new DefaultClientTlsStrategy(bundle.createSslContext()));
        }
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections.build())
                        .setConnectionReuseStrategy((_, _, _) -> false)
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(timeout)
                                        .setResponseTimeout(timeout)
                                        .setProtocolUpgradeEnabled(false)
                                        .build())
                        .disableAutomaticRetries()
                        .disableRedirectHandling()
                        .disableCookieManagement()
                        .disableContentCompression()
                        .disableAuthCaching()
                        .setUserAgent("epro-intake")
                        .build();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }

    /**
     * Posts it.
     *
     * @throws NotDelivered when it was answered otherwise than by 2xx
     * @throws IOException when it was not answered
     */
    void send(URI address, Notice notice) throws IOException, NotDelivered {
        byte[] body = body(notice);
        String id = notice.id().toString();
        long seconds = clock.instant().getEpochSecond();
        List<WebhookSecret> secrets = settings.secrets(notice.recipient());
        var post = new HttpPost(address);
        post.setHeader("webhook-id", id);
        post.setHeader("webhook-timestamp", Long.toString(seconds));
        post.setHeader(
                "webhook-signature",
                secrets.stream()
                        .map(secret -> secret.sign(id, seconds, body))
                        .collect(Collectors.joining(" ")));
        post.setEntity(new ByteArrayEntity(body, JSON));
        int status = status(post);
        if (status < 200 || status > 299) {
            throw NotDelivered.answered(status);
        }
    }

    private int status(HttpPost post) throws IOException {
        ClassicHttpResponse response = client.executeOpen(null, post, null);
        try {
            return response.getCode();
        } finally {
            // Otherwise it would read what is left of the answer, for as long as that comes.
            ((ModalCloseable) response).close(CloseMode.IMMEDIATE);
        }
    }

    private byte[] body(Notice notice) throws JsonProcessingException {
        return mapper.writeValueAsBytes(
                new Body(
                        "alert." + notice.kind(),
                        notice.raisedAt(),
                        new Data(
                                notice.study(),
                                notice.site(),
                                notice.alert(),
                                notice.rule(),
                                notice.redFlag(),
                                notice.role(),
                                Link.to(settings.link(), notice.alert()))));
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /**
     * What is posted.
     *
     * @param type {@code alert.raised} or {@code alert.escalated}
     * @param timestamp when the alert was
     */
    private record Body(String type, Instant timestamp, Data data) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Data(
            String study,
            String site,
            long alert,
            String rule,
            boolean redFlag,
            String role,
            @Nullable String link) {}
}
