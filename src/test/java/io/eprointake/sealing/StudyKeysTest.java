package io.eprointake.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eprointake.store.TestStore;
import io.eprointake.testing.KeyFiles;
import io.eprointake.testing.StoreKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sealed opens in its place, by its key, and nowhere else. */
class StudyKeysTest {

    private static final UUID ID = UUID.randomUUID();

    @TempDir Path folder;
    private Path file;
    private TestStore store;
    private StudyKeys keys;

    @BeforeEach
    void open() {
        String url = TestStore.sqlite(folder);
        file = StoreKey.file(url);
        store = new TestStore(url, InstantSource.system());
        keys = keys();
        keys.check();
        keys.prepare("S1");
    }

    private StudyKeys keys() {
        var rows = new DataKeys(store.store().apart(), store.store());
        return new StudyKeys(rows, new WrappingKeys(file));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatIsSealedOpensInItsPlaceAtEveryReplica() {
        byte[] sealed = keys.seal("S1", ID, "narrative", "numb hands");

        assertThat(new String(sealed, UTF_8)).doesNotContain("numb");
        assertThat(sealed).isNotEqualTo(keys.seal("S1", ID, "narrative", "numb hands"));
        assertThat(keys.openText("S1", ID, "narrative", sealed)).isEqualTo("numb hands");
        assertThat(keys().openText("S1", ID, "narrative", sealed)).isEqualTo("numb hands");
    }

    @Test
    void itOpensNowhereElse() {
        byte[] sealed = keys.seal("S1", ID, "narrative", "numb hands");
        keys.prepare("S2");
        byte[] changed = sealed.clone();
        changed[changed.length - 1] ^= 1;

        assertThatThrownBy(() -> keys.open("S1", UUID.randomUUID(), "narrative", sealed))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.open("S1", ID, "body", sealed))
                .hasMessageContaining("body of report " + ID + " does not open");
        assertThatThrownBy(() -> keys.open("S2", ID, "narrative", sealed))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.open("S1", ID, "narrative", changed))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> keys.open("S3", ID, "narrative", sealed))
                .hasMessageContaining("no data key");
    }

    @Test
    void twoReplicasThatMeetAStudyAtOnceHaveOneKeyForIt() {
        StudyKeys other = keys();
        other.prepare("S4");
        byte[] sealed = other.seal("S4", ID, "body", "x");
        keys.prepare("S4");

        assertThat(keys.openText("S4", ID, "body", sealed)).isEqualTo("x");
        assertThat(other.openText("S4", ID, "body", keys.seal("S4", ID, "body", "y")))
                .isEqualTo("y");
    }

    @Test
    void aRotationLeavesWhatWasSealedReadableToThoseAtWorkAndToThoseThatStart() {
        byte[] before = keys.seal("S1", ID, "body", "before");
        StudyKeys atWork = keys();
        assertThat(atWork.openText("S1", ID, "body", before)).isEqualTo("before");
        byte[] wrapped = wrapped("S1");

        new WrappingKeys(file).extend();
        assertThat(keys().rotate()).isEqualTo(2);

        assertThat(wrapped("S1")).isNotEqualTo(wrapped);
        StudyKeys started = keys();
        byte[] after = started.seal("S1", ID, "body", "after");
        // By another key, whose number comes first.
        assertThat(Arrays.copyOf(after, 5)).isNotEqualTo(Arrays.copyOf(before, 5));
        assertThat(started.openText("S1", ID, "body", before)).isEqualTo("before");
        assertThat(atWork.openText("S1", ID, "body", after)).isEqualTo("after");
        byte[] meanwhile = keys.seal("S1", ID, "body", "meanwhile");
        assertThat(started.openText("S1", ID, "body", meanwhile)).isEqualTo("meanwhile");
        atWork.prepare("S5"); // wrapped by the key that it started with
        assertThat(keys().openText("S5", ID, "body", atWork.seal("S5", ID, "body", "z")))
                .isEqualTo("z");
        assertThatCode(() -> keys().check()).doesNotThrowAnyException();
    }

    private byte[] wrapped(String study) {
        byte[] wrapped = new DataKeys(store.store().apart(), null).find(study);
        assertThat(wrapped).isNotNull();
        return wrapped;
    }

    @Test
    void theFormerKeyOpensNothingThatWasWrappedAnew() throws IOException {
        Path former = folder.resolve("former.json");
        KeyFiles.write(former, Files.readString(file));
        new WrappingKeys(file).extend();
        keys().rotate();

        var rows = new DataKeys(store.store().apart(), null);
        assertThatThrownBy(() -> new StudyKeys(rows, new WrappingKeys(former)).check())
                .hasMessageContaining("another key");
    }

    @Test
    void theKeysOfAFileAreBroughtToOthersFirstAndWrapLater() throws IOException {
        Path next = folder.resolve("next.json");
        new WrappingKeys(file).extendTo(next);
        assertThatThrownBy(() -> new WrappingKeys(file).extendTo(next))
                .hasMessageContaining("is there already");
        byte[] sealed = keys.seal("S1", ID, "body", "x");

        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        keys().rotate();

        assertThat(keys().openText("S1", ID, "body", sealed)).isEqualTo("x");
        assertThat(keys.openText("S1", ID, "body", sealed)).isEqualTo("x");
    }

    @Test
    void aKeyThatIsLostOrAnotherOrNoneOrReadableIsToldWithWhatToDo() throws IOException {
        String text = Files.readString(file);
        Files.delete(file);
        assertThatThrownBy(() -> keys().check())
                .hasMessageContaining("there is no key file " + file)
                .hasMessageContaining("Put that file back");
        assertThat(file).doesNotExist(); // a new one would hide that it is lost

        new WrappingKeys(file).make();
        assertThatThrownBy(() -> keys().check())
                .hasMessageContaining(file + " is another key")
                .hasMessageContaining("Put that file back");

        KeyFiles.write(file, text.substring(1));
        assertThatThrownBy(() -> keys().check())
                .hasMessageContaining("no key file, or is damaged")
                .hasNoCause();

        KeyFiles.write(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> keys().check()).hasMessageContaining("chmod 600");

        KeyFiles.write(file, text);
        assertThatCode(() -> keys().check()).doesNotThrowAnyException();
    }

    @Test
    void aKeyFileIsForItsOwnersEyesAndNeverOverwritten() throws IOException {
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> new WrappingKeys(file).make())
                .isInstanceOf(FileAlreadyExistsException.class);
    }
}
