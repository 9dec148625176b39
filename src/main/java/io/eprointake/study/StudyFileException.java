package io.eprointake.study;

/** What is wrong with a study's file: which, at which line and key. */
final class StudyFileException extends Exception {

    StudyFileException(String message) {
        super(message);
    }
}
