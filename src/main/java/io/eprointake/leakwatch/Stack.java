package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;

/**
 * A stack as it is shown, and what makes two of them the same: the methods, not the lines, so that
 * a loop caught at two of its lines is one loop.
 */
final class Stack {

    private static final int DEPTH = 64;

    private final List<String> frames;
    private final List<String> methods;

    Stack(List<String> frames) {
        this.frames = frames.stream().limit(DEPTH).toList();
        this.methods = this.frames.stream().map(Stack::method).toList();
    }

    static Stack of(Thread thread) {
        return new Stack(
                Arrays.stream(thread.getStackTrace()).map(StackTraceElement::toString).toList());
    }

    private static String method(String frame) {
        int line = frame.indexOf('(');
        return line < 0 ? frame : frame.substring(0, line);
    }

    @JsonValue
    List<String> frames() {
        return frames;
    }

    String fingerprint() {
        return "%08x".formatted(methods.hashCode());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stack stack && methods.equals(stack.methods);
    }

    @Override
    public int hashCode() {
        return methods.hashCode();
    }
}
