package io.eprointake.instrument;

import io.eprointake.instrument.YamlFile.Place;
import io.eprointake.report.InstrumentVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The instruments that there are: those that come with the service, and those of a folder that is
 * set. Read at the start; immutable.
 */
@Component
public final class Instruments {

    private static final List<String> SHIPPED =
            List.of("pro-ctcae-1.0.yaml", "phq-9-1.0.yaml", "gad-7-1.0.yaml");

    /** More than any questionnaire needs; a larger one is some other file. */
    static final int MAX_BYTES = 256 * 1024;

    static final int MAX_FILES = 100;

    private final List<Instrument> all = new ArrayList<>();

    /** By name. */
    private final Map<String, Versions> byName = new LinkedHashMap<>();

    /** The newest version that has it, by item field name or the name of a total. */
    private final Map<String, Instrument> owners = new HashMap<>();

    /**
     * @throws IllegalArgumentException when a file of the folder is no instrument, or does not go
     *     together with another; the message has the file, the line and the key
     */
    public Instruments(InstrumentProperties properties) {
        SHIPPED.forEach(file -> add(shipped(file)));
        Path folder = properties.folder();
        if (folder != null && !folder.toString().isEmpty()) {
            files(folder).forEach(this::add);
        }
    }

    /** Whether there is an instrument of exactly that name, in that version unless it is null. */
    public boolean knows(String name, @Nullable String version) {
        Versions versions = byName.get(name);
        return versions != null && (version == null || versions.byVersion.containsKey(version));
    }

    /** The names of the symptom groups, in English, by their number, 1 to 80. */
    public SortedMap<Integer, String> symptoms() {
        SortedMap<Integer, String> symptoms = new TreeMap<>();
        proCtcae().groups().forEach(group -> symptoms.put(group.number(), group.symptom()));
        return symptoms;
    }

    /** The highest score of each item of PRO-CTCAE, by its name in a report; the lowest is 0. */
    public SortedMap<String, Integer> highestScores() {
        SortedMap<String, Integer> highest = new TreeMap<>();
        proCtcae().items().forEach(item -> highest.put(item.field(), item.answers().highest()));
        return highest;
    }

    Collection<Instrument> all() {
        return Collections.unmodifiableList(all);
    }

    /** The versions of the instrument of exactly that name; null when there is none. */
    @Nullable Versions versions(String name) {
        return byName.get(name);
    }

    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** That version, or the newest of its name if it was taken away; null when all were. */
    @Nullable Instrument find(@Nullable InstrumentVersion version) {
        Versions versions = version == null ? null : byName.get(version.instrument());
        if (versions == null || version == null) {
            return null;
        }
        Instrument exactly = versions.byVersion.get(version.version());
        return exactly == null ? versions.newest() : exactly;
    }

    /** The newest version of the one instrument that has this item; null when none has. */
    @Nullable Instrument owner(String field) {
        return owners.get(field);
    }

    /** The item as the newest version of that instrument has it; null when there is none. */
    @Nullable Item item(String field) {
        Instrument owner = owners.get(field);
        return owner == null ? null : owner.item(field);
    }

    /** The one that comes with the service, whatever a study adds. */
    private Instrument proCtcae() {
        return all.getFirst();
    }

    private void add(YamlFile file) {
        Place read = file.read();
        Instrument added = InstrumentFile.read(read);
        String name = added.name();
        for (String other : byName.keySet()) {
            if (!other.equals(name) && other.equalsIgnoreCase(name)) {
                throw read.at("name").wrong("there is " + other + " already");
            }
        }
        refuseOthers(name, read.at("items").list(), "field");
        refuseOthers(name, read.at("scores").listIfGiven(), "name");
        Versions versions = byName.computeIfAbsent(name, n -> new Versions(n, new HashMap<>()));
        if (versions.byVersion.putIfAbsent(added.version().version(), added) != null) {
            throw read.at("version").wrong("there is %s already".formatted(added));
        }
        all.add(added);
        for (Instrument its : versions.oldestFirst()) {
            its.items().forEach(known -> owners.put(known.field(), its));
            its.totals().forEach(known -> owners.put(known.name(), its));
        }
    }

    private void refuseOthers(String name, List<Place> places, String key) {
        for (Place place : places) {
            Instrument owner = owners.get(place.at(key).text());
            if (owner != null && !owner.name().equals(name)) {
                throw place.at(key).wrong("it belongs to " + owner.name());
            }
        }
    }

    private static YamlFile shipped(String file) {
        try (InputStream in = Instruments.class.getResourceAsStream("/instrument/" + file)) {
            return new YamlFile(file, Objects.requireNonNull(in, file).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<YamlFile> files(Path folder) {
        List<Path> paths;
        try (Stream<Path> entries = Files.list(folder)) {
            paths =
                    entries.filter(path -> path.getFileName().toString().endsWith(".yaml"))
                            .limit(MAX_FILES + 1L)
                            .sorted()
                            .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(folder + " cannot be listed", e);
        }
        if (paths.size() > MAX_FILES) {
            throw new IllegalArgumentException(
                    "%s has more than %d instruments".formatted(folder, MAX_FILES));
        }
        return paths.stream().map(Instruments::file).toList();
    }

    private static YamlFile file(Path path) {
        String name = path.getFileName().toString();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] yaml = in.readNBytes(MAX_BYTES + 1);
            if (yaml.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s is larger than %d bytes".formatted(name, MAX_BYTES));
            }
            return new YamlFile(name, yaml);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " cannot be read", e);
        }
    }

    /** One instrument. */
    record Versions(String name, Map<String, Instrument> byVersion) {

        private static final Comparator<Instrument> BY_VERSION =
                Comparator.comparing(it -> Version.parse(it.version().version()));

        Instrument newest() {
            return Collections.max(byVersion.values(), BY_VERSION);
        }

        private List<Instrument> oldestFirst() {
            return byVersion.values().stream().sorted(BY_VERSION).toList();
        }
    }
}
