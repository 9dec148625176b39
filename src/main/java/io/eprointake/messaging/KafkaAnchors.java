package io.eprointake.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.eprointake.audit.Anchor;
import io.eprointake.audit.AnchorKeeper;
import io.eprointake.logging.FaultWords;
import io.eprointake.logging.Faults;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.kafka.core.KafkaTemplate;

/** Anchors of the audit trail go to a topic, each under its chain's number, as the log has them. */
final class KafkaAnchors implements AnchorKeeper {

    private static final Logger log = LoggerFactory.getLogger(KafkaAnchors.class);

    private final Faults faults =
            new Faults(log, Level.WARN, "Kafka does not take an anchor of the audit trail");
    private final KafkaTemplate<byte[], byte[]> messages;

    KafkaAnchors(KafkaTemplate<byte[], byte[]> messages) {
        this.messages = messages;
    }

    @Override
    public boolean keep(Anchor anchor) throws InterruptedException {
        try {
            byte[] chain = Long.toString(anchor.chain()).getBytes(UTF_8);
            messages.send(Topics.ANCHORS, chain, anchor.toString().getBytes(UTF_8))
                    .get(MessagingConfiguration.DELIVERY.toMillis(), TimeUnit.MILLISECONDS);
            faults.stayedAway();
            return true;
        } catch (ExecutionException e) {
            faults.came(FaultWords.of(e.getCause() == null ? e : e.getCause()));
        } catch (TimeoutException e) {
            faults.came("kafka does not answer");
        } catch (RuntimeException e) {
            faults.came(FaultWords.of(e));
        }
        return false;
    }
}
