package io.eprointake.analysis.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Phrases of characters, which no spaces set apart: regular expressions. */
final class ChinesePhrases implements Phrases {

    private final Map<Topic, List<Pattern>> patterns = new LinkedHashMap<>();

    @Override
    public void add(Topic topic, String phrase) {
        String pattern = phrase.replace("..", "[^,、]{0,4}?").replace('/', '|');
        patterns.computeIfAbsent(topic, t -> new ArrayList<>()).add(Pattern.compile(pattern));
    }

    @Override
    public List<Span> find(String plain) {
        List<Span> found = new ArrayList<>();
        patterns.forEach((topic, own) -> {
            for (Pattern pattern : own) {
                Matcher words = pattern.matcher(plain);
                while (words.find()) {
                    found.add(new Span(topic, words.start(), words.end()));
                }
            }
        });
        return found;
    }
}
