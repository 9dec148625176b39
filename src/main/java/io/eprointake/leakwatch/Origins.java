package io.eprointake.leakwatch;

import java.lang.StackWalker.StackFrame;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names the line of code that began a task. Finding the frame is cheap, its line number is not, so
 * that is looked up once for each place in the code.
 */
final class Origins {

    private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), 8);

    private final Map<Place, String> known = new ConcurrentHashMap<>();

    /** Where {@link Ledger#open} was called, or what calls it for others. */
    String caller(Class<?> opener) {
        String passedOver = opener.getName();
        StackFrame frame =
                WALKER.walk(frames ->
                        frames.dropWhile(it -> inLedger(it) || it.getClassName().equals(passedOver))
                                .findFirst()
                                .orElseThrow());
        return known.computeIfAbsent(
                new Place(frame.getClassName(), frame.getMethodName(), frame.getByteCodeIndex()),
                _ -> frame.toStackTraceElement().toString());
    }

    private static boolean inLedger(StackFrame frame) {
        String type = frame.getClassName();
        return type.equals(Origins.class.getName()) || type.equals(Ledger.class.getName());
    }

    private record Place(String type, String method, int index) {}
}
