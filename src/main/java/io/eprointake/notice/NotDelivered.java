package io.eprointake.notice;

import io.eprointake.logging.InWords;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.MailException;

/** Why a recipient was not reached, as a stable word; no failure's own message, which may quote. */
final class NotDelivered extends Exception implements InWords {

    static final String NO_RECIPIENT = "no_recipient";
    static final String GONE = "gone";
    static final String REDIRECTED = "redirected";
    static final String ADDRESS_REFUSED = "address_refused";
    static final String CANCELLED = "cancelled";

    private static final int GONE_STATUS = 410;

    private final String word;

    private NotDelivered(String word) {
        super(word, null, false, false);
        this.word = word;
    }

    static NotDelivered because(String word) {
        return new NotDelivered(word);
    }

    /**
     * An answer that takes nothing.
     *
     * @param status of HTTP, from 100 to 599
     */
    static NotDelivered answered(int status) {
        if (status == GONE_STATUS) {
            return new NotDelivered(GONE);
        }
        return new NotDelivered(status >= 300 && status < 400 ? REDIRECTED : "answered_" + status);
    }

    @Override
    public String inWords() {
        return word;
    }

    /** What is known of a failure. */
    static String word(Throwable failure) {
        // Bounded, since causes can form a ring.
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(16)
                .map(NotDelivered::known)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() ->
                        failure instanceof MailException
                                ? "mail_refused"
                                : failure instanceof IOException ? "no_answer" : "failed");
    }

    private static @Nullable String known(Throwable failure) {
        return switch (failure) {
            case NotDelivered it -> it.word;
            case PublicAddresses.Refused _ -> ADDRESS_REFUSED;
            case TimeoutException _, SocketTimeoutException _ -> "timed_out";
            case CancellationException _ -> CANCELLED;
            case UnknownHostException _ -> "no_such_host";
            case ConnectException _, NoRouteToHostException _ -> "unreachable";
            case SSLException _ -> "tls_failed";
            case MailAuthenticationException _ -> "login_refused";
            default -> null;
        };
    }
}
