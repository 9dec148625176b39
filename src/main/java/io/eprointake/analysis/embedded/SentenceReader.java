package io.eprointake.analysis.embedded;

import io.eprointake.analysis.embedded.EncodedSentence.Window;
import io.eprointake.analysis.embedded.Mentions.Mention;
import io.eprointake.analysis.embedded.Phrases.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one language: what each sentence may say of each topic, and how sure that is. */
final class SentenceReader implements AutoCloseable {

    private static final int LONGEST_EVIDENCE = 200;
    private static final Topic FEVER = new Topic.Alarm("fever");

    /** From here on what was learnt of a kind of context outweighs a phrase. */
    private static final float SURE = 0.7f;

    /** Few patients say in so many words that it is over. */
    private static final float OVER = 0.3f;

    /** A number was written down, not a feeling. */
    private static final double MEASURED = 0.95;

    private final Lexicon lexicon;
    private final SpellingCorrector spelling;
    private final Embedder embedder;

    /**
     * What a sentence may say of a topic.
     *
     * @param said whether a phrase says so that is not denied
     * @param window where it is likeliest
     * @param features what {@link Calibration} weighs
     */
    record Candidate(
            Topic topic, boolean said, Window window, Set<Context.Kind> context, float[] features) {

        /** Whether it is over. */
        boolean past() {
            return Calibration.likely(features, Context.Kind.PAST) > OVER;
        }

        /** Whether a phrase says it and nothing beside it says otherwise. */
        boolean plain() {
            return said
                    && Collections.disjoint(context, AGAINST)
                    && AGAINST.stream()
                            .noneMatch(kind -> Calibration.likely(features, kind) > SURE);
        }
    }

    private static final Set<Context.Kind> AGAINST =
            EnumSet.of(Context.Kind.OTHER, Context.Kind.PERHAPS, Context.Kind.FIGURE);

    /**
     * What is read in a sentence.
     *
     * @param evidence the words that say so, as a person would read them
     * @param past whether it is over
     */
    record Reading(Topic topic, double confidence, String evidence, boolean past) {

        /** More digits than two would promise more than it is. */
        Reading {
            confidence = Math.round(confidence * 100) / 100.0;
        }
    }

    /** What has been learnt; null only in the program that learns it. */
    private final @Nullable Learnt learnt;

    private SentenceReader(
            Lexicon lexicon, Embedder embedder, List<String> words, @Nullable Learnt learnt) {
        this.lexicon = lexicon;
        List<String> right = new ArrayList<>(lexicon.misspelled());
        right.addAll(words);
        this.spelling = new SpellingCorrector(right, embedder.pieces());
        this.embedder = embedder;
        this.learnt = learnt;
    }

    static SentenceReader load(Language language) throws IOException {
        Learnt learnt = Learnt.load(language);
        return new SentenceReader(
                Lexicon.load(language), Embedder.load(language), learnt.words(), learnt);
    }

    /** One that has learnt nothing yet but words. */
    static SentenceReader untaught(Language language, Lexicon lexicon, List<String> words)
            throws IOException {
        return new SentenceReader(lexicon, Embedder.load(language), words, null);
    }

    /**
     * Everything the sentences may say, in no order, a topic perhaps more than once.
     *
     * @param least probability of what is told
     */
    List<Reading> read(
            List<Sentence> sentences, double least, double fever, Cancellation cancellation)
            throws IOException {
        Learnt known = Objects.requireNonNull(learnt);
        List<Reading> readings = new ArrayList<>();
        for (Sentence sentence : sentences) {
            cancellation.check();
            EncodedSentence encoded = encode(sentence, cancellation);
            for (Candidate candidate : candidates(encoded, known.classifier())) {
                double sure = known.probability(candidate);
                String words = encoded.shown(candidate.window());
                if (sure >= least) {
                    readings.add(
                            new Reading(
                                    candidate.topic(), sure, shortened(words), candidate.past()));
                }
            }
            temperature(sentence, fever, readings);
        }
        return readings;
    }

    /** A temperature that is told decides about fever, whatever the words beside it are like. */
    private void temperature(Sentence sentence, double fever, List<Reading> readings) {
        Context context = context(sentence);
        for (int clause = 0; clause < sentence.clauses().size(); clause++) {
            String words = sentence.clauses().get(clause);
            OptionalDouble told = Thermometer.celsius(words);
            if (told.isEmpty()) {
                continue;
            }
            readings.removeIf(
                    it -> it.topic().equals(FEVER) && it.evidence().contains(shortened(words)));
            Set<Context.Kind> kinds = context.in(0, clause);
            boolean own =
                    !kinds.contains(Context.Kind.OTHER) && !kinds.contains(Context.Kind.PERHAPS);
            if (told.getAsDouble() >= fever && own) {
                readings.add(
                        new Reading(
                                FEVER,
                                MEASURED,
                                shortened(words),
                                kinds.contains(Context.Kind.PAST)));
            }
        }
    }

    private static String shortened(String words) {
        return words.length() <= LONGEST_EVIDENCE ? words : words.substring(0, LONGEST_EVIDENCE);
    }

    EncodedSentence encode(Sentence sentence, Cancellation cancellation) throws IOException {
        return embedder.encode(sentence, spelling::correct, cancellation);
    }

    /** What stands beside whatever else a sentence says. */
    Context context(Sentence sentence) {
        Sentence spelled = sentence.spelled(spelling);
        return Context.of(spelled, lexicon.phrases().find(spelled.plain()));
    }

    /** One for each topic. */
    List<Candidate> candidates(EncodedSentence sentence, Classifier classifier) {
        Sentence spelled = sentence.sentence().spelled(spelling);
        List<Span> spans = lexicon.phrases().find(spelled.plain());
        Context context = Context.of(spelled, spans);
        List<Mention> mentions = Mentions.of(spans, spelled);
        List<Window> windows = sentence.windows();
        List<Window> denials = new ArrayList<>();
        List<Window> statements = new ArrayList<>();
        for (Mention mention : mentions) {
            Window own = own(sentence, spelled, mention.span());
            (mention.denied() ? denials : statements).add(own);
            if (own.to() > own.from() && !windows.contains(own)) {
                windows.add(own);
            }
        }
        List<float[]> logits = new ArrayList<>();
        List<Set<Context.Kind>> contexts = new ArrayList<>();
        for (Window window : windows) {
            Set<Context.Kind> kinds = context.in(window.first(), window.last());
            contexts.add(kinds);
            logits.add(classifier.logits(sentence, window, kinds));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (int topic = 0; topic < classifier.topics().size(); topic++) {
            Topic name = classifier.topics().get(topic);
            if (name instanceof Topic.Cue) {
                continue;
            }
            Window said = null;
            int where = 0;
            boolean denied = false;
            for (Mention mention : mentions) {
                if (mention.span().topic().equals(name)) {
                    denied |= mention.denied();
                    if (!mention.denied() && said == null) {
                        said = own(sentence, spelled, mention.span());
                        where = mention.span().start();
                    }
                }
            }
            int best = -1;
            for (int i = 0; i < windows.size(); i++) {
                Window window = windows.get(i);
                // Where all is denied nothing is, whatever the words are like.
                boolean may =
                        said == null
                                ? denials.stream().noneMatch(window::overlaps)
                                        || (!denied
                                                && statements.stream().anyMatch(window::overlaps))
                                : window.covers(said);
                if (may && (best < 0 || logits.get(i)[topic] > logits.get(best)[topic])) {
                    best = i;
                }
            }
            if (said != null) {
                // A phrase is found also where the model no longer reads.
                Window window = best < 0 ? said : windows.get(best);
                float[] learnt =
                        best < 0 ? new float[classifier.topics().size()] : logits.get(best);
                Set<Context.Kind> beside = context.in(window.first(), window.last(), where);
                float[] features =
                        Calibration.features(
                                learnt[topic], denied, beside, classifier.context(learnt));
                candidates.add(new Candidate(name, true, window, beside, features));
            } else if (best >= 0) {
                Set<Context.Kind> beside = contexts.get(best);
                float[] features =
                        Calibration.features(
                                logits.get(best)[topic],
                                denied,
                                beside,
                                classifier.context(logits.get(best)));
                candidates.add(new Candidate(name, false, windows.get(best), beside, features));
            }
        }
        return candidates;
    }

    /** The clauses that a phrase stands in. */
    private static Window own(EncodedSentence sentence, Sentence spelled, Span span) {
        int first = spelled.clauseAt(span.start());
        int last = spelled.clauseAt(span.end() - 1);
        return new Window(
                first, last, sentence.clauses().get(first), sentence.clauses().get(last + 1));
    }

    @Override
    public void close() {
        embedder.close();
    }
}
