package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose it is, whether it is, and when: which cues reach a clause. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContextTest {

    private final Map<Language, Lexicon> lexicons = new EnumMap<>(Language.class);

    @BeforeAll
    void load() throws IOException {
        for (Language language : Language.values()) {
            lexicons.put(language, Lexicon.load(language));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    chest pain at night                          | ''
                    my mother was taken in with chest pain       | OTHER
                    my husband says I shook in my sleep          | SELF
                    no chest pain                                | DENIED
                    they warned of a fever                       | OTHER PERHAPS
                    last year there was blood                    | PAST
                    the film had a seizure in it                 | FIGURE
                    我妈发烧                                     | OTHER
                    老伴说我抽了一下                             | SELF
                    没有发烧                                     | DENIED
                    万一发烧                                     | PERHAPS
                    去年晕倒                                     | PAST
                    做梦晕倒                                     | FIGURE
                    """)
    void aCueIsOfOneKind(String text, String kinds) {
        Context context = context(text);

        assertThat(context.in(0, context.sentence().clauses().size() - 1))
                .extracting(Enum::name)
                .containsExactly(kinds.isEmpty() ? new String[0] : kinds.split(" ", -1));
    }

    @Test
    void whoItIsOfReachesOnAndADenialDoesNot() {
        Context context = context("我妈没有力气，走两步就喘");

        assertThat(context.in(0, 0)).containsExactly(Context.Kind.OTHER, Context.Kind.DENIED);
        assertThat(context.in(1, 1)).containsExactly(Context.Kind.OTHER);
    }

    @Test
    void whatIsSaidLaterDoesNotReachBack() {
        Context context = context("fever at night, my sister came, last year she had it too");

        assertThat(context.in(0, 0)).isEmpty();
    }

    private Context context(String text) {
        Sentence sentence = Splitter.split(text, 10).getFirst();
        Lexicon lexicon = Objects.requireNonNull(lexicons.get(sentence.language()));
        return Context.of(sentence, lexicon.phrases().find(sentence.plain()));
    }
}
