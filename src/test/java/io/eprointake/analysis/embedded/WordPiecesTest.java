package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordPiecesTest {

    private static final String VOCABULARY =
            """
            {"model": {"vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "nausea": 3, "##ted": 4,
                "头": 5, "疼": 6, ",": 7, "cafe": 8}}}
            """;

    private final WordPieces pieces = read(VOCABULARY);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Nausea           | 3
                    nauseated        | 3 4
                    头疼,nausea      | 5 6 7 3
                    CAFÉ             | 8
                    nauseax nausea   | 0 3
                    """)
    void splitsWordsIntoTheLongestKnownPieces(String text, String ids) {
        assertThat(pieces.of(text, 8))
                .extracting(piece -> String.valueOf(piece.id()))
                .containsExactly(ids.split(" ", -1));
    }

    @Test
    void saysWhichWordAPieceIsOf() {
        assertThat(pieces.of("a nauseated Café", 8))
                .extracting(piece -> piece.from() + "-" + piece.to())
                .containsExactly("0-1", "2-11", "2-11", "12-16");
    }

    @Test
    void readsNoMoreThanItMay() {
        assertThat(pieces.of("nausea ".repeat(1000), 5)).hasSize(5);
        assertThat(pieces.of("", 5)).isEmpty();
    }

    @Test
    void aVocabularyOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> new WordPieces(stream("{}")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("[CLS]");
    }

    @Test
    void readsAMisspelledWordAsMeantAndShowsItAsWritten() throws IOException {
        SpellingCorrector spelling = new SpellingCorrector(List.of("nausea"), pieces);

        assertThat(pieces.of("a nausia", spelling::correct, 9).getLast())
                .isEqualTo(new WordPieces.Piece(3, 2, 8));
    }

    @Test
    void takesTheFirstOfWordsThatAreAsNear() {
        assertThat(new SpellingCorrector(List.of("tingly", "tingle"), pieces).correct("tinglx"))
                .isEqualTo("tingly");
        assertThat(new SpellingCorrector(List.of("tingle", "tingly"), pieces).correct("tinglx"))
                .isEqualTo("tingle");
    }

    @Test
    void mendsOnlyWordsThatNobodyKnows() {
        SpellingCorrector spelling =
                new SpellingCorrector(List.of("diarrhea", "nauseated", "libido"), pieces);

        assertThat(spelling.correct("diahrrea")).isEqualTo("diarrhea");
        assertThat(spelling.correct("libdio")).isEqualTo("libido");
        assertThat(spelling.correct("nausea")).isEqualTo("nausea");
        assertThat(spelling.correct("dinosaur")).isEqualTo("dinosaur");
    }

    private static WordPieces read(String vocabulary) {
        try {
            return new WordPieces(stream(vocabulary));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
