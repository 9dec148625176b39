package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.eprointake.analysis.Analyzer.Request;
import io.eprointake.report.Analysis;
import io.eprointake.report.Analysis.RedFlag;
import io.eprointake.report.Analysis.Signal;
import io.eprointake.report.Narrative;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedAnalyzerTest {

    private static final EmbeddedProperties SMALL = EmbeddedProperties.of(1, 1, 1_000_000, 10_000);

    private final EmbeddedAnalyzer analyzer =
            new EmbeddedAnalyzer(EmbeddedProperties.of(1, 64, 20_000, 400));

    @AfterAll
    void close() {
        analyzer.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    zh-CN | 我叫王建国，手机19900001234，这周恶心得吃不下饭       | 8 9
                    zh-CN | 这两天手脚发麻，晚上睡不好                            | 39 52
                    zh-CN | 化疗后口腔溃疡，头发大把地掉                          | 3 27
                    zh-CN | 没有发烧，也没有恶心、呕吐，就是浑身没劲              | 53
                    zh-TW | 這兩天噁心，頭暈，睡不著                              | 9 40 52
                    en    | No nausea this week but I don't want to be here       |
                    en    | my mouth is dry and I can't fall asleep               | 1 52
                    en    | No nausea, vomiting or diarrhea. Still very tired.    | 53
                    en    | never had headaches; my ankles are swollen            | 22
                    en    | bad diahrrea and horible nausia since Monday          | 9 16
                    en    | I can't climax and have no sex drive                  | 68 70
                    en    | I forgot to take my anti-depressant                   |
                    en    | 恶心 all day, and my joints ache                      | 9 51
                    zh-CN | 今天headache很厉害                                    | 49
                    ''    | my fingers tingle                                     | 39
                    """)
    void reportsWhatIsSaidAndNotWhatIsDenied(
            @Nullable String language, String narrative, @Nullable String groups) throws Exception {
        assertThat(analyze(language, narrative).signals())
                .extracting(signal -> String.valueOf(signal.group()))
                .isEqualTo(groups == null ? List.of() : List.of(groups.split(" ", -1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    No nausea this week but I don't want to be here any more | suicidality
                    I tried to kill myself in March                         | suicidality
                    I no longer have suicidal thoughts                      | suicidality
                    I am not suicidal                                       |
                    I started cutting myself again                          | self_harm
                    I keep hearing voices                                   | hallucination
                    there is a tightness in my chest                        | chest_pain
                    no chest pain                                           |
                    blood in my stool since yesterday                       | gi_bleed
                    fever of 39                                             | fever
                    No fever or chills                                      |
                    I had a seizure and passed out                          | seizure syncope
                    I could not breathe                                     | breathlessness
                    我不想活了                                              | suicidality
                    有时候想用刀划自己                                      | self_harm
                    晚上老听见有人说话                                      | hallucination
                    胸口疼得厉害                                            | chest_pain
                    昨天晕倒了，发烧三十九度                                | fever syncope
                    没有发烧，没有胸痛                                      |
                    大便带血                                                | gi_bleed
                    """)
    void raisesRedFlagsForWhatIsMentioned(String narrative, @Nullable String kinds)
            throws Exception {
        assertThat(analyze(null, narrative).redFlags())
                .extracting(RedFlag::kind)
                .isEqualTo(kinds == null ? List.of() : List.of(kinds.split(" ", -1)));
    }

    @Test
    void saysWhichWordsAndHowSureItIs() throws Exception {
        Analysis analysis = analyze("en", "All went well. My feet burn, and my mouth is dry.");

        assertThat(analysis.analyzer()).isEqualTo("embedded-3");
        assertThat(analysis.signals())
                .filteredOn(signal -> signal.group() == 1)
                .singleElement()
                .satisfies(signal -> {
                    assertThat(signal.symptom()).isEqualTo("Dry Mouth");
                    assertThat(signal.evidence()).isEqualTo("and my mouth is dry");
                    assertThat(signal.confidence()).isBetween(0.5, 1.0);
                });
    }

    @Test
    void understandsWhatNoPhraseSays() throws Exception {
        assertThat(analyze("en", "black dots go drifting across what I see").signals())
                .extracting(Signal::group)
                .containsExactly(43);
    }

    @Test
    void aPhraseIsFoundAlsoWhereTheModelNoLongerReads() throws Exception {
        String day = "今天去市场买菜回家做饭".repeat(22) + "，";

        assertThat(analyze("zh", day.repeat(3) + "大便带血").redFlags())
                .extracting(RedFlag::kind)
                .containsExactly("gi_bleed");
    }

    @Test
    void whatIsDictatedWithoutAFullStopIsReadToItsEnd() throws Exception {
        String dictated =
                "so this morning I had porridge and then we walked to the market and met the"
                        + " neighbours and talked about the garden for a good while and when we were"
                        + " home again it was like a belt being pulled tight around my ribs and up"
                        + " into the jaw and later we watched the quiz and went to bed at ten";

        assertThat(analyze("en", dictated).redFlags())
                .extracting(RedFlag::kind)
                .contains("chest_pain");
    }

    @Test
    @Timeout(60)
    void readsAHugeNarrativeUpToItsLimits() throws Exception {
        String huge = "I could not sleep, 头疼。 ".repeat(100_000);

        assertThat(analyze("en", huge).signals()).extracting(Signal::group).contains(49, 52);
        assertThat(analyze("en", "pain ".repeat(100_000)).signals())
                .extracting(Signal::group)
                .contains(48);
        assertThat(analyze("zh", "头疼".repeat(100_000)).signals())
                .extracting(Signal::group)
                .contains(49);
        assertThat(analyze("en", "x".repeat(5_000_000)).signals()).isEmpty();
        assertThat(analyze("en", "\u0000\ud800, ,,, 。。\n😀").signals()).isEmpty();
        assertThat(analyze("en", "").signals()).isEmpty();
    }

    @Test
    void aCutFreesTheThreadSoon() throws Exception {
        try (EmbeddedAnalyzer busy = new EmbeddedAnalyzer(SMALL)) {
            busy.analyze(request("en", "warm"), Duration.ofSeconds(1));
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread caller = inference(busy, ended);
            await().until(EmbeddedAnalyzerTest::inNativeCode);

            caller.interrupt();

            assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            await().atMost(5, TimeUnit.SECONDS).until(() -> busy.running() == 0);
            assertThat(busy.analyze(request("en", "dizzy"), Duration.ofSeconds(1)).signals())
                    .hasSize(1);
        }
    }

    @Test
    void whatWaitsIsDroppedWhenCutAndRefusedWhenTooMuch() throws Exception {
        try (EmbeddedAnalyzer busy = new EmbeddedAnalyzer(SMALL)) {
            busy.analyze(request("en", "warm"), Duration.ofSeconds(1));
            CompletableFuture<Throwable> first = new CompletableFuture<>();
            CompletableFuture<Throwable> second = new CompletableFuture<>();
            Thread running = inference(busy, first);
            await().until(() -> busy.running() == 1);
            Thread waiting = inference(busy, second);
            await().until(() -> waiting.getState() == Thread.State.WAITING);

            assertThatThrownBy(() -> busy.analyze(request("en", "x y"), Duration.ofSeconds(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("busy");

            waiting.interrupt();
            assertThat(second.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            running.interrupt();
            assertThat(first.get(5, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void closingFailsWhatIsUnderWay() throws Exception {
        EmbeddedAnalyzer busy = new EmbeddedAnalyzer(SMALL);
        busy.analyze(request("en", "warm"), Duration.ofSeconds(1));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        inference(busy, ended);
        await().until(() -> busy.running() == 1);

        busy.close();

        assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> busy.analyze(request("en", "x y"), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class);
    }

    /** A narrative that takes ten seconds or more, analyzed on a virtual thread. */
    private static Thread inference(EmbeddedAnalyzer busy, CompletableFuture<Throwable> ended) {
        String slow = "something or other happened on that day at work, ".repeat(10_000);
        return Thread.ofVirtual()
                .name("caller")
                .start(() -> {
                    try {
                        busy.analyze(request("en", slow), Duration.ofSeconds(1));
                        ended.complete(new AssertionError("it was not slow"));
                    } catch (IOException | InterruptedException e) {
                        ended.complete(e);
                    }
                });
    }

    private static boolean inNativeCode() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> stack.length > 0)
                .anyMatch(stack ->
                        stack[0].isNativeMethod()
                                && stack[0].getClassName().endsWith(".OrtSession"));
    }

    private Analysis analyze(@Nullable String language, String narrative) throws Exception {
        return analyzer.analyze(request(language, narrative), Duration.ofSeconds(5));
    }

    private static Request request(@Nullable String language, String narrative) {
        return new Request(UUID.randomUUID(), language, new Narrative(narrative));
    }
}
