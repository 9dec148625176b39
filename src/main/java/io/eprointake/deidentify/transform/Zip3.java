package io.eprointake.deidentify.transform;

import de.siegmar.fastcsv.reader.CsvReader;
import io.eprointake.deidentify.rules.Postcode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The areas that share the first three digits of a ZIP code and that more than 20,000 people live
 * in: 45 CFR 164.514(b)(2)(i)(B). They are those that the census of 2020 has (its ZIP code
 * tabulation areas), without what any of three published lists restricts. All others are not known
 * to be large: those of the military, of one firm or authority, and those that are none.
 */
record Zip3(BitSet large) {

    static Zip3 load() {
        try (var table =
                CsvReader.builder()
                        .ofNamedCsvRecord(
                                new InputStreamReader(
                                        Objects.requireNonNull(
                                                Zip3.class.getResourceAsStream(
                                                        "/deidentify/zip3_large.csv")),
                                        StandardCharsets.UTF_8))) {
            var large = new BitSet();
            table.forEach(row -> large.set(Integer.parseInt(row.getField("zip3"))));
            return new Zip3(large);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Nullable String of(String value, Transform.Row row) {
        if (!Postcode.isZip(value)) {
            return null;
        }
        return large.get(Integer.parseInt(value, 0, 3, 10)) ? value.substring(0, 3) : "000";
    }
}
