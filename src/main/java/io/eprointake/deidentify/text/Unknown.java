package io.eprointake.deidentify.text;

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
    public void find(TextPage page, FoundSpans found) {
        var tokens = new Tokens(page, found.resolved());
        tokens.judge(harmless);
        new Company(page, tokens, harmless).join();
        new AddressRow(page, tokens, harmless).join();
        new NumberGroups(page, tokens).join();
        for (int i = tokens.next(0); i >= 0; i = tokens.next(i + 1)) {
            if (tokens.get(i).is(Token.State.GOES)) {
                int last = last(tokens, i);
                found.add(tokens.get(i).from, tokens.get(last).to, Kind.UNKNOWN);
                i = last;
            }
        }
    }

    /** The last of those that go together. */
    private static int last(Tokens tokens, int first) {
        int last = first;
        while (last + 1 < tokens.size()
                && tokens.get(last + 1).is(Token.State.GOES)
                && tokens.isBeside(last)) {
            last++;
        }
        return last;
    }
}
