package io.eprointake.intake;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.eprointake.audit.Actor;
import io.eprointake.body.BodyReader;
import io.eprointake.body.BodyReader.Body;
import io.eprointake.journal.Acceptance;
import io.eprointake.journal.Acceptance.Accepted;
import io.eprointake.journal.Acceptance.Conflicting;
import io.eprointake.journal.Acceptance.Replayed;
import io.eprointake.journal.Acceptance.Superseded;
import io.eprointake.journal.Submission;
import io.eprointake.logging.Faults;
import io.eprointake.problem.Problem;
import io.eprointake.problem.Refusals;
import io.eprointake.problem.Refused;
import io.eprointake.report.Receipt;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import io.eprointake.store.Store;
import io.eprointake.store.StoreRefusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.annotation.Profile;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Reports of a phone that was offline: a line each, and a line each in answer, in the same order.
 * The body is read whole before anything is answered, since a phone that only writes would
 * otherwise block both ends.
 */
@RestController
@Profile("!analyzer")
class BatchController {

    private static final Logger log = LoggerFactory.getLogger(BatchController.class);

    private final Faults faults = new Faults(log, Level.ERROR, "A line of a batch failed");
    private final Reception reception;
    private final BodyReader bodies;
    private final Store store;
    private final ObjectMapper mapper;
    private final IntakeProperties limits;
    private final Refusals problems;
    private final Semaphore batches;

    BatchController(
            Reception reception,
            BodyReader bodies,
            Store store,
            ObjectMapper mapper,
            IntakeProperties limits,
            Refusals problems) {
        this.reception = reception;
        this.bodies = bodies;
        this.store = store;
        this.mapper = mapper;
        this.limits = limits;
        this.problems = problems;
        this.batches = new Semaphore(limits.maxBatches());
    }

    @PostMapping(path = "/reports/batch", consumes = MediaType.APPLICATION_NDJSON_VALUE)
    ResponseEntity<byte[]> post(HttpServletRequest request, @AuthenticationPrincipal Caller caller)
            throws IOException {
        if (!batches.tryAcquire()) {
            throw bodies.past(
                    request,
                    new Refused(
                            Problem.OVERLOADED,
                            limits.maxBatches() + " batches are being taken already.",
                            Duration.ofSeconds(2)));
        }
        long began = System.nanoTime();
        try (var body = bodies.read(request, limits.maxBatchSize())) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_NDJSON)
                    .body(
                            answers(
                                    body,
                                    caller.scope(),
                                    caller.actor(request.getRemoteAddr()),
                                    began));
        } finally {
            batches.release();
        }
    }

    private List<byte[]> lines(byte[] body) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= body.length; i++) {
            if (i == body.length || body[i] == '\n') {
                int end = i > start && body[i - 1] == '\r' ? i - 1 : i;
                if (end > start) {
                    lines.add(Arrays.copyOfRange(body, start, end));
                }
                start = i + 1;
            }
        }
        if (lines.size() > limits.maxBatchReports()) {
            throw new Refused(
                    Problem.TOO_LARGE,
                    "At most " + limits.maxBatchReports() + " reports are taken in one batch.");
        }
        return lines;
    }

    /** Every line is on its way before the first is waited for, so that they share commits. */
    private byte[] answers(Body body, Scope scope, Actor actor, long began) throws IOException {
        List<byte[]> reports = lines(body.bytes());
        body.share().atLeast(memory(body.bytes(), reports));
        List<Line> lines = reports.stream().map(report -> read(report, scope, actor)).toList();
        var sent = new IdentityHashMap<Line, CompletableFuture<Acceptance>>();
        inOrder(lines).forEach(line -> sent.put(line, body.share().until(send(line))));
        long deadline = store.deadline();
        var answers = new ByteArrayOutputStream(lines.size() * 256);
        for (Line line : lines) {
            answers.write(mapper.writeValueAsBytes(answer(line, sent.get(line), began, deadline)));
            answers.write('\n');
        }
        return answers.toByteArray();
    }

    /** One is read at a time, and all are kept. */
    private long memory(byte[] body, List<byte[]> reports) {
        long largest =
                reports.stream()
                        .filter(this::ofItsSize)
                        .mapToLong(ReportReader::memory)
                        .max()
                        .orElse(0);
        return (ReportReader.memory(body) + largest) / 2;
    }

    /**
     * As the patients completed them, so that none comes late only since the phone sends the newest
     * first. Of two with one id the first line counts, as it does everywhere.
     */
    private static List<Line> inOrder(List<Line> lines) {
        Set<UUID> seen = new HashSet<>();
        Map<Boolean, List<Line>> byFirst =
                lines.stream()
                        .filter(line -> line.submission != null)
                        .collect(Collectors.partitioningBy(line -> seen.add(line.reportId())));
        List<Line> ordered = new ArrayList<>(byFirst.getOrDefault(true, List.of()));
        ordered.sort(Comparator.comparing(Line::completedAt));
        ordered.addAll(byFirst.getOrDefault(false, List.of()));
        return ordered;
    }

    private Line read(byte[] body, Scope scope, Actor actor) {
        try {
            if (!ofItsSize(body)) {
                throw new Refused(
                        Problem.TOO_LARGE,
                        "At most " + limits.maxReportSize().toBytes() + " bytes are taken a line.");
            }
            return new Line(reception.read(body, scope, actor), null);
        } catch (RuntimeException refused) {
            return new Line(null, refused);
        }
    }

    private boolean ofItsSize(byte[] report) {
        return report.length <= limits.maxReportSize().toBytes();
    }

    private CompletableFuture<Acceptance> send(Line line) {
        try {
            return reception.receive(Objects.requireNonNull(line.submission));
        } catch (RuntimeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private ObjectNode answer(
            Line line,
            @Nullable CompletableFuture<Acceptance> acceptance,
            long began,
            long deadline) {
        try {
            if (acceptance == null) {
                throw Objects.requireNonNull(line.refused);
            }
            UUID reportId = Objects.requireNonNull(line.reportId());
            return switch (reception.await(reportId, acceptance, began, deadline)) {
                case Accepted accepted -> answer(accepted.receipt(), false);
                case Replayed replayed -> answer(replayed.receipt(), true);
                case Conflicting conflicting ->
                        answer(line, new Refused(Problem.CONFLICT, "What is stored is untouched."));
                case Superseded superseded ->
                        answer(
                                line,
                                new Refused(Problem.SUPERSEDED, "Correct the correction instead."));
            };
        } catch (Refused refused) {
            return answer(line, refused);
        } catch (StoreRefusal refusal) {
            return answer(line, Refused.by(refusal));
        } catch (RuntimeException failure) {
            // One line must not cost the others their answers.
            faults.came(failure);
            return answer(line, new Refused(Problem.INTERNAL, "The failure was logged."));
        }
    }

    private ObjectNode answer(Receipt receipt, boolean replayed) {
        ObjectNode answer = mapper.valueToTree(receipt);
        answer.put("status", HttpStatus.ACCEPTED.value());
        return replayed ? answer.put("idempotent_replayed", true) : answer;
    }

    private ObjectNode answer(Line line, Refused refused) {
        problems.count(refused);
        ObjectNode answer = mapper.createObjectNode().putPOJO("report_id", line.reportId());
        answer.setAll(mapper.<ObjectNode>valueToTree(refused.document()));
        return answer;
    }

    /**
     * One line of a batch.
     *
     * @param submission null when the line cannot be read, and is refused
     */
    private record Line(@Nullable Submission submission, @Nullable RuntimeException refused) {

        @Nullable UUID reportId() {
            return submission == null ? null : submission.report().reportId();
        }

        private Instant completedAt() {
            Instant at = submission == null ? null : submission.cleaned().completedAt();
            return at == null ? Instant.MIN : at;
        }
    }
}
