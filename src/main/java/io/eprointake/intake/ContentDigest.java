package io.eprointake.intake;

import io.eprointake.intake.JsonValue.Text;
import io.eprointake.problem.Refused;
import io.eprointake.report.PlainText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of what was read of a report, whatever way it was written: {@code
 * src/docs/content-digest.md} has the rules. It decides whether a report that comes again is the
 * same, so a change of any rule is a new {@link #FORM}.
 */
public final class ContentDigest {

    /**
     * The rules that this class follows. Reports of form 1 were digested over all that was sent,
     * with sorted fields and no white space.
     */
    public static final int FORM = 2;

    private static final Pattern LINE_END = Pattern.compile("\\r\\n?");

    private final Map<String, String> fields = new TreeMap<>();
    private final Map<String, String> responses = new TreeMap<>();
    private final Map<String, Integer> again = new HashMap<>();

    ContentDigest() {}

    /** Of a report as it was sent; null when it cannot be read, so no receipt can be its. */
    public static @Nullable String of(byte[] body) {
        try {
            return new ReportReader().read(body).contentSha256();
        } catch (Refused e) {
            return null;
        }
    }

    /** A field's text. */
    void field(String name, String text) {
        put(fields, name, text);
    }

    void answer(String item, String text) {
        put(responses, normal(item), text);
    }

    /** What is sent twice is other content than what is sent once. */
    private void put(Map<String, String> texts, String name, String text) {
        String free = name;
        if (texts.containsKey(name)) {
            free = name + '\0' + again.merge(name, 1, Integer::sum); // a NUL is in no name
        }
        texts.put(free, normal(text));
    }

    private static String normal(String text) {
        return PlainText.normalized(LINE_END.matcher(text).replaceAll("\n"), Normalizer.Form.NFC);
    }

    /** In lower-case hex. */
    String sha256() {
        Map<String, String> members = new TreeMap<>();
        fields.forEach((name, text) -> members.put(name, quoted(text)));
        if (!responses.isEmpty()) {
            Map<String, String> answers = new TreeMap<>();
            responses.forEach((item, text) -> answers.put(item, quoted(text)));
            members.put("responses", object(answers));
        }
        byte[] canonical = object(members).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot digest a report", e);
        }
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        return new Text(text, false).canonical();
    }
}
