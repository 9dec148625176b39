package io.eprointake.deidentify.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a path leads when it is opened, and whether two lead to the same place. */
public final class RealPath {

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private RealPath() {}

    /**
     * Follows each link as the system does, {@code ..} after the link before it; what a path names
     * need not be there yet, nor what a link names.
     *
     * @throws IOException when links lead in a circle, or may not be read
     */
    public static Path of(Path path) throws IOException {
        Path whole = path.toAbsolutePath();
        Path at = Objects.requireNonNull(whole.getRoot());
        Deque<Path> left = new ArrayDeque<>();
        whole.forEach(left::add);
        int links = 0;
        while (!left.isEmpty()) {
            Path name = left.removeFirst();
            Path next = at.resolve(name);
            if (name.toString().equals("..")) {
                at = Objects.requireNonNullElse(at.getParent(), at);
            } else if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new FileSystemLoopException(path.toString());
                }
                Path target = Files.readSymbolicLink(next);
                at = target.isAbsolute() ? Objects.requireNonNull(target.getRoot()) : at;
                List<Path> names = new ArrayList<>();
                target.forEach(names::add);
                names.reversed().forEach(left::addFirst);
            } else if (!name.toString().equals(".")) {
                at = next;
            }
        }
        return at;
    }

    /** The same, but for its last name, which may be a link. */
    public static Path ofLink(Path path) throws IOException {
        Path name = path.getFileName();
        Path parent = path.toAbsolutePath().getParent();
        return name == null || parent == null || name.toString().equals("..")
                ? of(path)
                : of(parent).resolve(name);
    }

    /** Whether a path, of {@link #of}, is a folder or lies below it, by whichever names. */
    public static boolean isWithin(Path inner, Path folder) throws IOException {
        for (Path at = inner; at != null; at = at.getParent()) {
            if (isSame(at, folder)) {
                return true;
            }
        }
        return false;
    }

    /** Whether two paths are one file: by name, or by the file that is there. */
    public static boolean isSame(@Nullable Path one, @Nullable Path other) throws IOException {
        return one != null
                && other != null
                && (one.equals(other)
                        || (Files.exists(one)
                                && Files.exists(other)
                                && Files.isSameFile(one, other)));
    }
}
