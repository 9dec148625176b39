package io.eprointake.analysis.embedded;

/** A language the analyzer reads, and the model that reads it. */
enum Language {
    ENGLISH("en", "all-minilm-l6-v2-q"),
    CHINESE("zh", "bge-small-zh-v1.5-q");

    final String tag;
    final String model;

    Language(String tag, String model) {
        this.tag = tag;
        this.model = model;
    }
}
