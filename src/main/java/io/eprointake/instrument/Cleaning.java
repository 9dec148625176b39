package io.eprointake.instrument;

import io.eprointake.report.Cleaned;
import io.eprointake.report.PlainText;
import io.eprointake.report.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cleaning of one report; an instance cleans once, on one thread. */
final class Cleaning {

    /**
     * FDA, Electronic Systems in Clinical Investigations, 2024, Q20: every answer has an
     * originator.
     */
    private static final Set<String> MODES = Set.of("self", "proxy", "interviewer");

    private final ProCtcae instrument;
    private final Report report;
    private final Findings findings;

    /** Item field name to the answer as sent, blank ones left out. */
    private final Map<String, String> answered = new HashMap<>();

    private final Map<String, Integer> scores = new LinkedHashMap<>();

    /** The groups whose first item is scored 0. */
    private final List<Group> absent = new ArrayList<>();

    Cleaning(ProCtcae instrument, Report report) {
        this.instrument = instrument;
        this.report = report;
        this.findings = new Findings(report.findings());
    }

    Cleaned clean(CompletionTime time) {
        var completedAt = time.read(report.completedAt(), findings);
        checkOrigin();
        boolean silent = report.narrative() == null || report.narrative().text().isBlank();
        for (var response : report.responses().entrySet()) {
            silent &= response.getValue().isBlank();
            read(response.getKey(), response.getValue());
        }
        if (silent) {
            findings.doubt("empty", "responses", null);
        }
        absent.forEach(this::branch);
        return new Cleaned(completedAt, Collections.unmodifiableMap(scores), findings.all());
    }

    /** These words are written by the app, not by the patient: only their writing may differ. */
    private void checkOrigin() {
        checkWord("mode", report.mode(), MODES);
        if (report.instrument() != null || !report.responses().isEmpty()) {
            checkWord("instrument", report.instrument(), Set.of(ProCtcae.NAME));
            checkWord("instrument_version", report.instrumentVersion(), Set.of(ProCtcae.VERSION));
        }
    }

    private void checkWord(String field, @Nullable String sent, Set<String> known) {
        if (sent != null && known.contains(sent)) {
            return;
        }
        String plain = sent == null ? "" : PlainText.of(sent);
        if (known.stream().anyMatch(plain::equalsIgnoreCase)) {
            findings.note("normalized", field, sent, null);
        } else {
            findings.doubt("unknown_" + field, field, sent);
        }
    }

    private void read(String name, String sent) {
        Item item = instrument.item(name);
        if (item == null) {
            item = instrument.item(PlainText.of(name));
            if (item == null) {
                findings.doubt("unknown_item", name, sent);
                return;
            }
            findings.note("trimmed_name", item.field(), name, null);
        }
        if (PlainText.of(sent).isEmpty()) {
            findings.note("blank", item.field(), sent, null);
        } else if (answered.putIfAbsent(item.field(), sent) != null) {
            findings.doubt("duplicate_item", item.field(), sent);
        } else {
            score(item, sent);
        }
    }

    private void score(Item item, String sent) {
        Integer score = item.answers().read(item.field(), sent, findings);
        if (score == null) {
            return;
        }
        scores.put(item.field(), score);
        if (score == 0 && item.first()) {
            absent.add(instrument.group(item));
        }
    }

    /** A symptom that the first item says is absent: what the others say, or are spared to say. */
    private void branch(Group group) {
        for (Item item : group.items().subList(1, group.items().size())) {
            String sent = answered.get(item.field());
            Integer score = scores.get(item.field());
            if (sent == null) {
                scores.put(item.field(), 0);
                findings.note("branched", item.field(), null, 0);
            } else if (score != null && score > 0) {
                findings.note("inconsistent", item.field(), sent, score);
            }
        }
    }
}
