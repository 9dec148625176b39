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

    private static final String RESPONSES = "responses";

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
        String lines = text.indexOf('\r') < 0 ? text : LINE_END.matcher(text).replaceAll("\n");
        return composed(lines) ? lines : PlainText.normalized(lines, Normalizer.Form.NFC);
    }

    /** Whether nothing in it can be composed: no mark that combines is below U+0300. */
    private static boolean composed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x300) {
                return false;
            }
        }
        return true;
    }

    /** In lower-case hex. */
    String sha256() {
        if (!responses.isEmpty()) {
            fields.put(RESPONSES, ""); // in its place among the others
        }
        var canonical = new StringBuilder(1024);
        object(fields, responses, canonical);
        byte[] bytes = canonical.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("cannot digest a report", e);
        }
    }

    /**
     * @param answers what stands in place of the text of {@link #RESPONSES}; empty within them
     */
    private static void object(
            Map<String, String> members, Map<String, String> answers, StringBuilder into) {
        into.append('{');
        members.forEach((name, text) -> {
            if (into.charAt(into.length() - 1) != '{') {
                into.append(',');
            }
            Text.quote(name, into);
            into.append(':');
            if (!answers.isEmpty() && name.equals(RESPONSES)) {
                object(answers, Map.of(), into);
            } else {
                Text.quote(text, into);
            }
        });
        into.append('}');
    }
}
