package io.eprointake.deidentify.transform;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.eprointake.deidentify.rules.Postcode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The areas that share the first three digits of a ZIP code, and those of them that 20,000 people
 * or fewer live in: 45 CFR 164.514(b)(2)(i)(B). Published lists differ by the census they were
 * taken from; restricted is what any of three restricts.
 */
record Zip3(Set<String> restricted) {

    static Zip3 load() {
        try (var table =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                new InputStreamReader(
                                        Objects.requireNonNull(
                                                Zip3.class.getResourceAsStream(
                                                        "/deidentify/zip3_restricted.csv")),
                                        StandardCharsets.UTF_8))) {
            return new Zip3(
                    table.stream()
                            .map((NamedCsvRecord row) -> row.getField("zip3"))
                            .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Nullable String of(String value, Transform.Row row) {
        if (!Postcode.isZip(value)) {
            return null;
        }
        String area = value.substring(0, 3);
        return restricted.contains(area) ? "000" : area;
    }
}
