package io.eprointake.study;

import io.eprointake.instrument.AlertRule;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The studies that have a file, as they were at the start; and the defaults for all others. */
@Component
public final class Studies {

    private final Map<String, Study> studies = new LinkedHashMap<>();

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException when a file is wrong
     */
    public Studies(StudyProperties settings) {
        if (settings.folder() == null) {
            return;
        }
        try {
            StudyFile.readAll(settings.folder()).forEach(it -> studies.put(it.study(), it));
        } catch (StudyFileException wrong) {
            throw new IllegalArgumentException("epro.study.folder: " + wrong.getMessage());
        }
    }

    /** What a study wants; the defaults when it has no file. */
    public Study of(String study) {
        Study its = studies.get(study);
        return its == null ? Study.usual(study) : its;
    }

    /** The alert rules of all of them, each of its study. */
    public List<AlertRule> alertRules() {
        return studies.values().stream().flatMap(it -> it.alertRules().stream()).toList();
    }

    /** Those that have a file. */
    public Collection<Study> all() {
        return studies.values();
    }
}
