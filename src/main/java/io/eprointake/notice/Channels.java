package io.eprointake.notice;

import io.eprointake.study.Recipient;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands notices to whatever reaches a recipient. */
final class Channels implements AutoCloseable {

    private final Webhook webhook;
    private final @Nullable Mail mail;

    /**
     * @param mail null when no server for e-mail is set
     */
    Channels(Webhook webhook, @Nullable Mail mail) {
        this.webhook = webhook;
        this.mail = mail;
    }

    /**
     * Returns when the recipient has them.
     *
     * @param notices one for a webhook
     */
    void send(Recipient recipient, List<Notice> notices)
            throws IOException, InterruptedException, NotDelivered {
        URI address = recipient.webhook();
        if (address != null) {
            webhook.send(address, notices.getFirst());
        } else if (mail != null && recipient.email() != null) {
            mail.send(recipient.email(), notices);
        } else {
            throw NotDelivered.because(NotDelivered.NO_RECIPIENT);
        }
    }

    @Override
    public void close() {
        webhook.close();
    }
}
