package io.eprointake.deidentify.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacTest {

    private static final HexFormat HEX = HexFormat.of();

    /** RFC 4231: a byte, how often the key has it, the data, the HMAC. */
    @ParameterizedTest
    @CsvSource({
        "0b, 20, Hi There," + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "aa, 131, Test Using Larger Than Block-Size Key - Hash Key First,"
                + "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        "aa, 131, 'This is a test using a larger than block-size key and a larger than block-size"
                + " data. The key needs to be hashed before being used by the HMAC algorithm.',"
                + "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    })
    void itIsThatOfTheStandard(String one, int times, String data, String expected) {
        var hmac = new Hmac(HEX.parseHex(one.repeat(times)));
        assertThat(HEX.formatHex(hmac.of(data.getBytes(US_ASCII)))).isEqualTo(expected);
    }

    @Test
    void itIsThatOfTheStandardForAShortKeyOfWords() {
        var hmac = new Hmac("Jefe".getBytes(US_ASCII));
        assertThat(HEX.formatHex(hmac.of("what do ya want for nothing?".getBytes(US_ASCII))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void itIsThatOfJavaForKeysAndValuesOfEveryLength() throws GeneralSecurityException {
        var random = new Random(1);
        for (int length = 1; length <= 130; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            var hmac = new Hmac(key);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (int of = 0; of <= 130; of++) {
                byte[] value = new byte[of];
                random.nextBytes(value);
                assertThat(hmac.of(value)).isEqualTo(mac.doFinal(value));
            }
        }
    }
}
