package io.eprointake.deidentify.text;

import java.util.ArrayList;
import java.util.List;

/**
 * What is not known to be harmless goes: a word with a capital, and whatever has a digit. Runs
 * after all that know more, and reads their findings as it reads its own. After UCSF's Philter,
 * which keeps only words that it knows.
 */
final class Unknown implements Recognizer {

    private final Harmless harmless;

    Unknown(Harmless harmless) {
        this.harmless = harmless;
    }

    @Override
    public void find(Cursor page, Findings found) {
        List<Token> tokens = tokens(page, found.resolved());
        tokens.forEach(token -> {
            if (!token.is(Token.State.FOUND)) {
                token.judge(page, harmless);
            }
        });
        new Company(page, tokens, harmless).join();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).is(Token.State.GOES)) {
                int last = last(page, tokens, i);
                found.add(tokens.get(i).from, tokens.get(last).to, Kind.UNKNOWN);
                i = last;
            }
        }
    }

    /** The last of those that go together. */
    private static int last(Cursor page, List<Token> tokens, int first) {
        int last = first;
        while (last + 1 < tokens.size()
                && tokens.get(last + 1).is(Token.State.GOES)
                && Company.isBeside(page, tokens.get(last), tokens.get(last + 1))) {
            last++;
        }
        return last;
    }

    /** Words and numbers in their order; what somebody found is one. */
    private static List<Token> tokens(Cursor page, List<Span> found) {
        List<Token> tokens = new ArrayList<>();
        int next = 0;
        for (int at = 0; at < page.length(); at++) {
            while (next < found.size() && found.get(next).to() <= at) {
                next++;
            }
            Token token = null;
            if (next < found.size() && found.get(next).from() <= at) {
                token = Token.found(found.get(next));
            } else if (Token.starts(page, at)) {
                token = Token.at(page, at);
            }
            if (token != null) {
                tokens.add(token);
                at = token.to - 1;
            }
        }
        return tokens;
    }
}
