package io.eprointake.deidentify.cli;

import io.eprointake.deidentify.files.FileRefused;
import io.eprointake.deidentify.report.FileReport;
import io.eprointake.deidentify.report.FileReport.Outcome;
import io.eprointake.deidentify.rules.FileRules;
import io.eprointake.deidentify.vault.Unusable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why a file's work came to nothing, in words that quote none of its values. */
final class Failure {

    private Failure() {}

    static FileReport of(String file, Exception failure) {
        Outcome outcome =
                failure instanceof InterruptedIOException ? Outcome.INTERRUPTED : Outcome.FAILED;
        return FileReport.not(
                outcome,
                file,
                switch (failure) {
                    case FileRefused refused -> refused.getMessage();
                    case IOException broken -> reason(broken);
                    case UncheckedIOException unwritten ->
                            reason(Objects.requireNonNull(unwritten.getCause()));
                    case Unusable vault -> vault.getMessage();
                    default -> fault(failure);
                });
    }

    /** Nearly any bytes can be read as one encoding or another: it is asked for, not guessed. */
    static FileRefused encoding(FileRules rules, Charset charset) {
        return new FileRefused(
                rules.encoding() == null
                        ? "is not UTF-8: say its encoding in its rules, as encoding: GB18030"
                        : "has bytes that are not " + charset);
    }

    static String reason(IOException broken) {
        return switch (broken) {
            case InterruptedIOException stop -> "the run was told to stop";
            case AccessDeniedException denied -> "may not be read or written";
            case NoSuchFileException gone -> "is gone";
            default -> "can't be read or written: " + broken.getMessage();
        };
    }

    /** Its message is left out: it may quote a value. */
    private static String fault(Exception fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        String at = stack.length == 0 ? "" : " at " + stack[0];
        return "a fault of this program: " + fault.getClass().getName() + at;
    }
}
