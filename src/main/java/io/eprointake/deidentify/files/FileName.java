package io.eprointake.deidentify.files;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names of files below a folder, with {@code /}, as UTF-8 whatever the machine's locale: under
 * {@code LC_ALL=C} Java reads no name beyond ASCII, but hands its bytes on in a URI.
 */
final class FileName {

    private FileName() {}

    /** The name of a file below a folder; null when its bytes are no UTF-8. */
    static @Nullable String of(Path folder, Path file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(folder.relativize(file))))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    /** The file of a name below a folder. */
    static Path in(Path folder, String name) {
        Path file = folder;
        for (String part : name.split("/", -1)) {
            file = file.resolve(root(folder).relativize(Path.of(uri(folder, part))));
        }
        return file;
    }

    private static URI uri(Path folder, String part) {
        var path = new StringBuilder(root(folder).toUri().toString());
        for (byte one : part.getBytes(StandardCharsets.UTF_8)) {
            path.append('%').append(HexFormat.of().toHexDigits(one));
        }
        return URI.create(path.toString());
    }

    private static Path root(Path folder) {
        return folder.toAbsolutePath().getRoot();
    }

    /** The bytes of a relative path, which Java shows in a URI only. */
    private static byte[] bytes(Path relative) {
        String raw = root(relative).resolve(relative).toUri().getRawPath();
        var bytes = ByteBuffer.allocate(raw.length());
        for (int i = 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(raw, i + 1, i + 3));
                i += 2;
            } else {
                bytes.put((byte) c);
            }
        }
        // A folder of that name at the root, and the URI has a slash behind it.
        int end = raw.endsWith("/") ? bytes.position() - 1 : bytes.position();
        byte[] name = new byte[end];
        bytes.get(0, name);
        return name;
    }
}
