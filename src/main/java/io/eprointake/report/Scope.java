package io.eprointake.report;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose reports somebody may see or send: those of some studies, of some sites, or of one subject.
 * Ids are plain text, as {@link PlainText} reads them.
 *
 * @param studies null for all
 * @param sites null for all
 * @param subject null for all
 */
public record Scope(
        @Nullable Set<String> studies, @Nullable Set<String> sites, @Nullable Subject subject) {

    /** Everything. */
    public static final Scope ALL = new Scope(null, null, null);

    public Scope {
        studies = studies == null ? null : Set.copyOf(studies);
        sites = sites == null ? null : Set.copyOf(sites);
    }

    /** One subject's. */
    public static Scope of(String study, String site, String subject) {
        return new Scope(Set.of(study), Set.of(site), new Subject(subject));
    }

    /** What of it belongs to one site; nothing, when it has none of that site. */
    public Scope at(String site) {
        return new Scope(studies, coversSite(site) ? Set.of(site) : Set.of(), subject);
    }

    /** What of it belongs to some sites. */
    public Scope within(Set<String> some) {
        return new Scope(
                studies,
                sites == null
                        ? some
                        : sites.stream().filter(some::contains).collect(Collectors.toSet()),
                subject);
    }

    /** Whether nothing is in it. */
    public boolean empty() {
        return (studies != null && studies.isEmpty()) || (sites != null && sites.isEmpty());
    }

    public boolean coversSite(String site) {
        return sites == null || sites.contains(site);
    }

    public boolean coversStudy(String study) {
        return studies == null || studies.contains(study);
    }

    /** Whether a subject of this study and site is in it. */
    public boolean covers(String study, String site, Subject of) {
        return coversStudy(study) && coversSite(site) && (subject == null || subject.equals(of));
    }
}
