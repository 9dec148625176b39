package io.eprointake.study;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The studies that have a file, as they were at the start; and the defaults for all others. */
@Component
public final class Studies {

    private final Map<String, Study> studies = new LinkedHashMap<>();

    /**
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

    /** Those that have a file. */
    public Collection<Study> all() {
        return studies.values();
    }
}
