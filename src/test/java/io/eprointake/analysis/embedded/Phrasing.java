package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.Mentions.Mention;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What the analyzer finds without its embeddings. */
final class Phrasing {

    private static final int MAX_CLAUSES = 400;

    private final Map<Language, Lexicon> lexicons = new EnumMap<>(Language.class);
    private final Map<Language, SpellingCorrector> spellings = new EnumMap<>(Language.class);

    Phrasing() throws IOException {
        for (Language language : Language.values()) {
            Lexicon lexicon = Lexicon.load(language);
            lexicons.put(language, lexicon);
            String tokenizer = "/" + language.model + "-tokenizer.json";
            try (InputStream in = Lexicon.class.getResourceAsStream(tokenizer)) {
                WordPieces pieces = new WordPieces(Objects.requireNonNull(in));
                spellings.put(language, new SpellingCorrector(lexicon.misspelled(), pieces));
            }
        }
    }

    Set<Topic> find(String text) {
        Set<Topic> found = new LinkedHashSet<>();
        for (Sentence sentence : Splitter.split(text, MAX_CLAUSES)) {
            Lexicon lexicon = Objects.requireNonNull(lexicons.get(sentence.language()));
            SpellingCorrector spelling = Objects.requireNonNull(spellings.get(sentence.language()));
            Mentions.find(lexicon.phrases(), sentence.spelled(spelling)).stream()
                    .filter(mention -> !mention.denied())
                    .map(Mention::span)
                    .forEach(span -> found.add(span.topic()));
        }
        found.removeIf(topic -> topic instanceof Topic.Other);
        return found;
    }

    /** Red flags only. */
    Set<Topic> flags(String text) {
        Set<Topic> flags = find(text);
        flags.removeIf(topic -> !(topic instanceof Topic.Alarm));
        return flags;
    }
}
