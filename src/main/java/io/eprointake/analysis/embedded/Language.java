package io.eprointake.analysis.embedded;

/** A language the analyzer reads, the model that reads it, and how sure that model must be. */
enum Language {
    ENGLISH("en", "all-minilm-l6-v2-q", false, 0.66),
    CHINESE("zh", "bge-small-zh-v1.5-q", true, 0.76);

    final String tag;
    final String model;

    /** Whether the first token stands for the clause; else the mean of all tokens does. */
    final boolean firstToken;

    /** The cosine similarity to an example from which a clause counts as saying the same. */
    final double threshold;

    Language(String tag, String model, boolean firstToken, double threshold) {
        this.tag = tag;
        this.model = model;
        this.firstToken = firstToken;
        this.threshold = threshold;
    }
}
