package io.eprointake.analysis.embedded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Phrases of words. They are looked up by the word they begin with, so that thousands of them cost
 * a sentence microseconds.
 */
final class EnglishPhrases implements Phrases {

    /** Words that {@code ..} may stand for. */
    private static final int GAP = 3;

    /**
     * @param options the ways to say it, each one or more words; a word ending in {@code *} is a
     *     beginning
     */
    private record Part(List<String[]> options, boolean afterGap, boolean optional) {}

    private record Phrase(Topic topic, List<Part> parts) {}

    private final Map<String, List<Phrase>> byFirstWord = new HashMap<>();

    @Override
    public void add(Topic topic, String phrase) {
        List<Part> parts = new ArrayList<>();
        boolean gap = false;
        for (String part : phrase.strip().split(" +", -1)) {
            if (part.equals("..")) {
                gap = true;
            } else {
                boolean optional = part.endsWith("?");
                String options = optional ? part.substring(0, part.length() - 1) : part;
                parts.add(new Part(options(options), gap, optional));
                gap = false;
            }
        }
        Phrase compiled = new Phrase(topic, parts);
        for (String[] option : parts.getFirst().options()) {
            byFirstWord.computeIfAbsent(option[0], word -> new ArrayList<>()).add(compiled);
        }
    }

    private static List<String[]> options(String part) {
        return Arrays.stream(part.split("/", -1)).map(option -> option.split("_", -1)).toList();
    }

    @Override
    public List<Span> find(String plain) {
        List<Span> found = new ArrayList<>();
        String[] words = plain.split(" ", -1);
        int start = 0;
        for (int at = 0; at < words.length; at++) {
            for (Phrase phrase : beginningWith(words[at])) {
                int behind = match(phrase.parts(), 0, words, at);
                if (behind > at) {
                    int length =
                            String.join(" ", Arrays.asList(words).subList(at, behind)).length();
                    found.add(new Span(phrase.topic(), start, start + length));
                }
            }
            start += words[at].length() + 1;
        }
        return found;
    }

    private List<Phrase> beginningWith(String word) {
        List<Phrase> phrases = new ArrayList<>(byFirstWord.getOrDefault(word, List.of()));
        for (int length = 1; length <= word.length(); length++) {
            phrases.addAll(byFirstWord.getOrDefault(word.substring(0, length) + "*", List.of()));
        }
        return phrases;
    }

    /**
     * The place behind the words that the parts from {@code next} on match; -1 when they do not.
     */
    private static int match(List<Part> parts, int next, String[] words, int at) {
        if (next == parts.size()) {
            return at;
        }
        Part part = parts.get(next);
        for (int skip = 0; skip <= (part.afterGap() ? GAP : 0); skip++) {
            for (String[] option : part.options()) {
                if (says(option, words, at + skip)) {
                    int behind = match(parts, next + 1, words, at + skip + option.length);
                    if (behind >= 0) {
                        return behind;
                    }
                }
            }
            if (at + skip < words.length && words[at + skip].equals(",")) {
                break;
            }
        }
        return part.optional() ? match(parts, next + 1, words, at) : -1;
    }

    private static boolean says(String[] option, String[] words, int at) {
        if (at + option.length > words.length) {
            return false;
        }
        for (int i = 0; i < option.length; i++) {
            String word = option[i];
            boolean same =
                    word.endsWith("*")
                            ? words[at + i].startsWith(word.substring(0, word.length() - 1))
                            : words[at + i].equals(word);
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
