package io.eprointake.deidentify.rules;

/** What the words of a header say that a column holds. */
public enum Meaning {
    /** What a person is called. */
    NAME,
    /** What else tells who a person is by itself. */
    DIRECT,
    /** The same, and of one person only: rows of one person can be told by it. */
    NATIONAL_ID,
    ZIP,
    BIRTH,
    DATE,
    AGE,
    /** What a study or hospital calls a patient. */
    SUBJECT,
    ID,
    TEXT,
    /** What many share, and what singles out with others: a quasi-identifier. */
    TRAIT,
    QUANTITY,
    CODE,
    /** What a file is made of: an event, a form, a variable, a test, a part of the body. */
    THING,
    /** To a question that the header only counts: {@code Q3}, {@code item_2}. */
    ANSWER,
    /** A word that takes no side. */
    NEUTRAL,
    /** There is a word of which nothing is known. */
    UNKNOWN
}
