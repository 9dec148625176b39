package io.eprointake.instrument;

import io.eprointake.instrument.Instruments.Versions;
import io.eprointake.report.Cleaned;
import io.eprointake.report.PlainText;
import io.eprointake.report.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The cleaning of one report; an instance cleans once, on one thread. */
final class Cleaning {

    /**
     * FDA, Electronic Systems in Clinical Investigations, 2024, Q20: every answer has an
     * originator.
     */
    private static final Set<String> MODES = Set.of("self", "proxy", "interviewer");

    private final Instruments instruments;
    private final Report report;

    /** The one that the report names; null when there is none of that name. */
    private @Nullable Instrument named;

    private final Findings findings;

    /** Item field name to the answer as sent, blank ones left out. */
    private final Map<String, String> answered = new HashMap<>();

    private final Map<String, Integer> scores = new LinkedHashMap<>();

    /** The items that are scored 0 and then spare others. */
    private final List<Item> absent = new ArrayList<>();

    Cleaning(Instruments instruments, Report report) {
        this.instruments = instruments;
        this.report = report;
        this.findings = new Findings(report.findings());
    }

    Cleaned clean(CompletionTime time) {
        var completedAt = time.read(report.completedAt(), findings);
        readOrigin();
        boolean silent = report.narrative() == null || report.narrative().text().isBlank();
        for (var response : report.responses().entrySet()) {
            silent &= response.getValue().isBlank();
            read(response.getKey(), response.getValue());
        }
        if (silent) {
            findings.doubt("empty", "responses", null);
        }
        absent.forEach(this::branch);
        return new Cleaned(
                named == null ? null : named.version(),
                completedAt,
                Collections.unmodifiableMap(scores),
                findings.all());
    }

    /** These words are written by the app, not by the patient: only their writing may differ. */
    private void readOrigin() {
        word("mode", report.mode(), MODES);
        String instrument = report.instrument();
        String version = report.instrumentVersion();
        if (instrument == null && report.responses().isEmpty()) {
            return;
        }
        Versions versions = instrument == null ? null : instruments.versions(instrument);
        if (versions == null) {
            String name = word("instrument", instrument, instruments.names());
            if (name == null) {
                findings.doubt("unknown_instrument_version", "instrument_version", version);
                return;
            }
            versions = Objects.requireNonNull(instruments.versions(name));
        }
        Instrument exactly = version == null ? null : versions.byVersion().get(version);
        if (exactly == null) {
            String known = word("instrument_version", version, versions.byVersion().keySet());
            exactly = known == null ? versions.newest() : versions.byVersion().get(known);
        }
        named = exactly;
    }

    /** Which of these it is; null when none. */
    private @Nullable String word(String field, @Nullable String sent, Set<String> known) {
        if (sent != null && known.contains(sent)) {
            return sent;
        }
        String plain = sent == null ? "" : PlainText.of(sent);
        for (String word : known) {
            if (word.equalsIgnoreCase(plain)) {
                findings.note("normalized", field, sent, null);
                return word;
            }
        }
        findings.doubt("unknown_" + field, field, sent);
        return null;
    }

    private void read(String name, String sent) {
        Item item = item(name);
        if (item == null) {
            item = trimmedOrOfAnother(name, sent);
            if (item == null) {
                return;
            }
        }
        if (PlainText.of(sent).isEmpty()) {
            findings.note("blank", item.field(), sent, null);
        } else if (answered.putIfAbsent(item.field(), sent) != null) {
            findings.doubt("duplicate_item", item.field(), sent);
        } else {
            score(item, sent);
        }
    }

    private @Nullable Item item(String name) {
        return named == null ? instruments.item(name) : named.item(name);
    }

    private @Nullable Item trimmedOrOfAnother(String name, String sent) {
        String plain = PlainText.of(name);
        Item item = item(plain);
        if (item != null) {
            findings.note("trimmed_name", item.field(), name, null);
            return item;
        }
        findings.doubt("unknown_item", name, sent);
        return instruments.item(plain);
    }

    private void score(Item item, String sent) {
        Integer score = item.answers().read(item.field(), sent, findings);
        if (score == null) {
            return;
        }
        scores.put(item.field(), score);
        if (score == 0 && !item.spares().isEmpty()) {
            absent.add(item);
        }
    }

    /** A symptom that an item says is absent: what others say of it, or are spared to say. */
    private void branch(Item item) {
        for (String spared : item.spares()) {
            String sent = answered.get(spared);
            Integer score = scores.get(spared);
            if (sent == null) {
                scores.put(spared, 0);
                findings.note("branched", spared, null, 0);
            } else if (score != null && score > 0) {
                findings.note("inconsistent", spared, sent, score);
            }
        }
    }
}
