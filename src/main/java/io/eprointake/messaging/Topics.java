package io.eprointake.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics that the service reads and writes. */
final class Topics {

    /** In: a message is one update, its key the site. */
    static final String UPDATES = "enrollment-updates";

    /** Out: updates that cannot be counted, each with the reason. */
    static final String DEAD_UPDATES = UPDATES + ".dlt";

    /** Out: CloudEvents, their key the report's id. */
    static final String OUTCOMES = "report-outcomes";

    /** Out: which outcomes are too large for the topic above. */
    static final String DEAD_OUTCOMES = OUTCOMES + ".dlt";

    /** Out: where the chains of the audit trail stood. Nothing waits for this one. */
    static final String ANCHORS = "audit-anchors";

    private static final List<String> ALL = List.of(UPDATES, DEAD_UPDATES, OUTCOMES, DEAD_OUTCOMES);
    private static final int SECONDS = 10;

    private final Map<String, Object> connection;
    private final MessagingProperties settings;

    Topics(Map<String, Object> connection, MessagingProperties settings) {
        this.connection = connection;
        this.settings = settings;
    }

    /**
     * Those that are missing, after they were created if they may be.
     *
     * @throws ExecutionException when the broker refuses to say
     * @throws TimeoutException when it does not answer
     */
    List<String> missing() throws ExecutionException, TimeoutException, InterruptedException {
        Admin admin = Admin.create(connection);
        try {
            Collection<String> there = admin.listTopics().names().get(SECONDS, TimeUnit.SECONDS);
            List<String> missing = new ArrayList<>(ALL);
            if (!settings.createTopics()) {
                missing.removeAll(there);
                return missing;
            }
            missing.add(ANCHORS);
            missing.removeAll(there);
            if (!missing.isEmpty()) {
                create(admin, missing);
            }
            return List.of();
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }

    /** One that another replica creates at the same moment is as good. */
    void create(Admin admin, List<String> names)
            throws ExecutionException, TimeoutException, InterruptedException {
        var created = admin.createTopics(names.stream().map(this::topic).toList()).values();
        for (KafkaFuture<Void> topic : created.values()) {
            try {
                topic.get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    private NewTopic topic(String name) {
        return new NewTopic(
                name, Optional.of(settings.partitions()), Optional.of(settings.replication()));
    }
}
