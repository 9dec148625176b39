package io.eprointake.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.eprointake.audit.TrailEntry;
import io.eprointake.audit.TrailEntry.Place;
import io.eprointake.audit.TrailSearch.Found;
import io.eprointake.report.Scope;
import io.eprointake.security.Caller;
import io.eprointake.security.Role;
import io.eprointake.testing.Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrailCsvTest {

    private static final Caller ANALYST =
            new Caller("eve", Role.ANALYST, Set.of(), Scope.ALL, Instant.MAX);

    @Test
    void aTableThatCameToItsEndSaysNothingMore() throws IOException {
        assertThat(table(page(2, true), next -> Optional.of(page(1, false))))
                .containsExactly("accepted", "accepted");
    }

    @Test
    void aTableThatEndsTooSoonSaysSoAndHowFarBackItGoes() throws IOException {
        assertThat(table(page(2, true), next -> Optional.empty()))
                .containsExactly("accepted", "not_whole");
        assertThat(text(page(2, true), next -> Optional.empty()))
                .endsWith("1970-01-01T00:00:00.002Z,,,not_whole,,,,,,\r\n");
    }

    @Test
    void aPageWithoutEntriesIsNotTheEnd() throws IOException {
        var none = new Found(List.of(), new Place(3, 1, 3));

        assertThat(table(none, next -> Optional.of(page(1, false)))).containsExactly("accepted");
    }

    private static Found page(long number, boolean more) {
        var place = new Place(number, 1, number);
        var entry =
                new TrailEntry(place, "accepted", "a phone", null, "ONC-1", "r", null, List.of());
        return new Found(List.of(entry), more ? place : null);
    }

    /** The kinds of acts in it. */
    private static Stream<String> table(Found first, Function<Place, Optional<Found>> following)
            throws IOException {
        return text(first, following).lines().skip(1).map(line -> line.split(",", -1)[3]);
    }

    private static String text(Found first, Function<Place, Optional<Found>> following)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        new TrailCsv(bytes, Client.JSON).write(first, following, ANALYST);
        return bytes.toString(UTF_8);
    }
}
