package io.eprointake.analysis.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.eprointake.analysis.Analyzer.Request;
import io.eprointake.report.Analysis;
import io.eprointake.report.Narrative;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a narrative is laid out changes nothing of what it says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayoutTest {

    private static final Pattern CODE = Pattern.compile("\\{([0-9a-f]{4})}");

    private final EmbeddedAnalyzer analyzer =
            new EmbeddedAnalyzer(EmbeddedProperties.of(1, 64, 20_000, 400));

    private final Phrasing phrasing = phrasing();

    private static Phrasing phrasing() {
        try {
            return new Phrasing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void close() {
        analyzer.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    My left arm tingles and I noticed chest\\ntightness on the stairs | My left arm tingles and I noticed chest tightness on the stairs
                    there was blood in my\\r\\nstool this morning      | there was blood in my stool this morning
                    I passed\\rout at breakfast                       | I passed out at breakfast
                    I passed{0085}out at breakfast                    | I passed out at breakfast
                    I passed{2028}out at breakfast                    | I passed out at breakfast
                    I passed{2029}out at breakfast                    | I passed out at breakfast
                    I passed{000b}out at breakfast                     | I passed out at breakfast
                    I passed {000c} out at breakfast                   | I passed out at breakfast
                    I PASSED\\nOUT AT BREAKFAST                       | I PASSED OUT AT BREAKFAST
                    Pain in my\\nChest                                | Pain in my chest
                    I want\\nto die                                   | I want to die
                    I wish\\nI were dead                              | I wish I were dead
                    black dots go drifting\\nacross what I see        | black dots go drifting across what I see
                    昨晚开始胸\\n口疼得厉害                           | 昨晚开始胸口疼得厉害
                    今天大便\\r\\n带血                                | 今天大便带血
                    我不\\n想活了                                     | 我不想活了
                    my sei-\\nzure lasted a minute                    | my seizure lasted a minute
                    the vomi{00ad}\\nting is back                     | the vomiting is back
                    I noticed chest-\\ntightness on the stairs        | I noticed chest tightness on the stairs
                    chest pain-\\nno nausea                           | chest pain, no nausea
                    """)
    void aLineBreakInsideASentenceIsABlank(String odd, String plain) throws Exception {
        assertSame(odd, plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Since the infusion I have had no\\nchest pain     | Since the infusion I have had no chest pain
                    I do not have any\\nchest pain                    | I do not have any chest pain
                    I have never had\\na seizure                      | I have never had a seizure
                    He slept well, no\\nfever                         | He slept well, no fever
                    no fever or\\nchest pain                          | no fever or chest pain
                    no fever\\nor chest pain                          | no fever or chest pain
                    no nausea, vomiting,\\nfever or chills            | no nausea, vomiting, fever or chills
                    no problems\\nwith chest pain                     | no problems with chest pain
                    I have no chest\\npain                            | I have no chest pain
                    denies\\nchest pain                               | denies chest pain
                    I am not\\nsuicidal                               | I am not suicidal
                    昨天没有\\n胸口疼                                 | 昨天没有胸口疼
                    我没有出\\n现胸痛                                 | 我没有出现胸痛
                    我没\\n有发烧                                     | 我没有发烧
                    没有发烧、\\n胸痛                                 | 没有发烧、胸痛
                    发烧、胸痛都没有\\n今天出去走了走                 | 发烧、胸痛都没有。今天出去走了走。
                    没有发烧和\\n胸痛                                 | 没有发烧和胸痛
                    """)
    void aDenialReachesOverALineBreak(String odd, String plain) throws Exception {
        assertSame(odd, plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no nausea\\nchest pain                            | no nausea. chest pain.
                    no vomiting\\nchest tightness in the evening\\nslept ok | no vomiting. chest tightness in the evening. slept ok.
                    No vomiting\\nChest tightness in the evening      | No vomiting. Chest tightness in the evening.
                    no side effects\\nchest pain when I climb stairs  | no side effects. chest pain when I climb stairs.
                    not really\\nchest pain since noon                | chest pain since noon
                    no pain\\nchest hurts                             | no pain. chest hurts.
                    no pain\\npain in my chest                          | no pain. pain in my chest.
                    no vomiting today\\nvomiting blood                | no vomiting today. vomiting blood.
                    no\\ni want to die                                | i want to die
                    nausea no\\nchest pain yes                        | nausea. chest pain.
                    Nausea: no\\nchest pain: yes                      | nausea: no. chest pain.
                    Any nausea? no\\nchest pain? yes                  | nausea? chest pain?
                    nausea none\\nchest pain bad                      | nausea: none. chest pain.
                    no fever or chills\\nslept ok                     | no fever or chills. slept ok.
                    vomiting blood\\npressure low                     | vomiting blood
                    no problems 😀\\nchest pain                       | chest pain
                    no rash\\n\\nchest pain                           | chest pain
                    I have no\\n\\nchest pain                         | chest pain
                    none of these:\\n- chest pain                     | none of these. chest pain.
                    - no\\n- chest pain                               | chest pain
                    no\\n2) chest pain                                | chest pain
                    no<p>chest pain</p>                               | chest pain
                    <ul><li>no</li><li>chest pain</li></ul>           | chest pain
                    没有恶心\\n胸口疼                                 | 没有恶心。胸口疼。
                    恶心没有\\n胸口疼                                 | 恶心。胸口疼。
                    恶心：没有\\n胸口疼：有                           | 恶心。胸口疼。
                    不恶心\\n胸口疼\\n睡得还行                        | 不恶心。胸口疼。睡得还行。
                    胸口疼\\n恶心都没有                               | 胸口疼
                    胸口疼都没\\n有力气                             | 胸口疼都没有力气
                    没有什么\\n胸口疼                                 | 胸口疼
                    没有\\n\\n胸口疼                                  | 胸口疼
                    1、没有\\n2、胸口疼                               | 胸口疼
                    ①没有\\n②胸口疼                                   | 胸口疼
                    """)
    void aDenialDoesNotLeakIntoTheNextStatement(String odd, String plain) throws Exception {
        assertSame(odd, plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a crushing <b>chest</b> pain                      | a crushing chest pain
                    I passed<br/>out                                  | I passed out
                    I passed<br>\\nout                                | I passed out
                    <div style="color: red">I passed out</div>        | I passed out
                    <SPAN class='x'>blood in</SPAN> my stool          | blood in my stool
                    blood&nbsp;in&#32;my stool                        | blood in my stool
                    I can&#39;t breathe                               | I can't breathe
                    &lt;i&gt;chest&lt;/i&gt; pain                     | chest pain
                    <table><tr><td>nausea</td><td>no</td></tr><tr><td>fever</td><td>yes</td></tr></table> | fever
                    <!-- chest pain --> slept well                    | slept well
                    I love my nurses <3 but chest hurts               | I love my nurses. chest hurts
                    temp < 38 and > 36, no fever                      | temp under 38, no fever
                    <chest pain>                                      | chest pain
                    a crushing **chest** pain                         | a crushing chest pain
                    a crushing __chest__ pain                         | a crushing chest pain
                    a crushing *chest* pain                           | a crushing chest pain
                    a crushing _chest_ ~~pain~~                       | a crushing chest pain
                    a `chest` ***pain***                              | a chest pain
                    我**胸口**疼                                      | 我胸口疼
                    a chest{200b} pa{00ad}in                          | a chest pain
                    {feff}a che{2060}st {200f}pain{200e}              | a chest pain
                    胸{200b}口{200d}疼                                | 胸口疼
                    """)
    void markupAndWhatIsInvisibleAreReadAsWhatTheyShow(String odd, String plain) throws Exception {
        assertSame(odd, plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Slept badly and since Tuesday there is blood in my stool, but no fever or chest pain",
                "I do not have any nausea, but in the evening my chest feels tight and I cannot breathe",
                "There was never any chest pain and I have not had a seizure since the last infusion",
                "The new pills are fine so far, no vomiting, no fever, and my feet tingle all night",
                "这周没有发烧，也没有恶心、呕吐，但是昨天晚上胸口疼得厉害，今天早上大便带血",
                "化疗以后手脚发麻，头发掉了很多，没有胸痛和呼吸困难，就是晚上睡不着，浑身没劲",
            })
    void atNoWidthDoesItSayAnythingElse(String plain) throws Exception {
        for (int width = 12; width < 60; width += 3) {
            assertSame(LineBreaksTest.wrap(plain, width), plain);
        }
    }

    /**
     * Fifty pairs by somebody who had not seen the code. When they came, 19 of them were read as
     * they must be. Of one, "胸口疼 / 没有发烧", a symptom more is still read over the line's end.
     */
    @Test
    void whatAStrangerWroteSaysTheSameInAnyLayout() throws Exception {
        List<String> wrong = new ArrayList<>();
        List<String> pairs =
                Files.readAllLines(Path.of("src/test/resources/narratives/layout.jsonl"));
        for (String line : pairs) {
            JsonNode pair = new ObjectMapper().readTree(line);
            String odd = pair.path("odd").asText();
            String plain = pair.path("plain").asText();
            assertThat(flags(odd)).as(line).isEqualTo(flags(plain));
            if (!phrasing.find(odd).equals(phrasing.find(plain))) {
                wrong.add(pair.path("name").asText());
            }
        }
        assertThat(pairs).hasSize(50);
        assertThat(wrong).isSubsetOf("lines_zh_chest");
    }

    @Test
    void evidenceIsWhatAPersonWouldRead() throws Exception {
        assertThat(evidence("yesterday after lunch I had chest\npain on the stairs"))
                .isEqualTo("yesterday after lunch I had chest pain on the stairs");
        assertThat(evidence("昨天吃完午饭以后我的胸口\n疼得厉害")).isEqualTo("昨天吃完午饭以后我的胸口疼得厉害");
        assertThat(evidence("slept ok\nsome chest\npain after the walk with my dog"))
                .isEqualTo("some chest pain after the walk with my dog");
        assertThat(evidence("没有恶心\n胸口疼")).isEqualTo("胸口疼");
        assertThat(evidence("had a sei-\nzure")).isEqualTo("had a seizure");
    }

    /** Those that a phrase says and that are raised. */
    private Set<Topic> flags(String narrative) throws Exception {
        Set<Topic> flags = phrasing.flags(narrative);
        Set<Topic> raised =
                analyze(narrative).redFlags().stream()
                        .map(flag -> new Topic.Alarm(flag.kind()))
                        .collect(Collectors.toSet());
        assertThat(raised).as(narrative).containsAll(flags);
        return flags;
    }

    private String evidence(String narrative) throws Exception {
        return analyze(narrative).redFlags().getFirst().evidence();
    }

    /**
     * What phrases say is the same, and raised is what they say; what words are like differs a
     * little with what stands beside them.
     */
    private void assertSame(String odd, String plain) throws Exception {
        String text =
                CODE.matcher(odd.translateEscapes())
                        .replaceAll(
                                code -> Character.toString(Integer.parseInt(code.group(1), 16)));
        assertThat(phrasing.find(text)).as(text).isEqualTo(phrasing.find(plain));
        assertThat(flags(text)).as(text).containsAll(flags(plain));
    }

    private Analysis analyze(String narrative) throws Exception {
        return analyzer.analyze(
                new Request(UUID.randomUUID(), null, new Narrative(narrative)),
                Duration.ofSeconds(5));
    }
}
