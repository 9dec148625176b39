package io.eprointake.deidentify.text;

import java.math.BigInteger;
import java.util.Locale;
import org.apache.commons.validator.routines.checkdigit.IBANCheckDigit;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;
import org.apache.commons.validator.routines.checkdigit.VerhoeffCheckDigit;

/** How a number shows that it was written right; spaces and hyphens are no part of it. */
enum CheckDigits {
    /** Cards and telephones' own numbers. */
    LUHN {
        @Override
        boolean right(String number) {
            return LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(number);
        }
    },
    /** Bank accounts, ISO 13616. */
    IBAN {
        @Override
        boolean right(String number) {
            return IBANCheckDigit.IBAN_CHECK_DIGIT.isValid(number);
        }
    },
    /** Aadhaar of India. */
    VERHOEFF {
        @Override
        boolean right(String number) {
            return VerhoeffCheckDigit.VERHOEFF_CHECK_DIGIT.isValid(number);
        }
    },
    /** The resident ID of China: ISO 7064 MOD 11-2, as GB 11643 has it. */
    RESIDENT {
        @Override
        boolean right(String number) {
            int rest = 0;
            for (int i = 0; i < number.length(); i++) {
                char c = number.charAt(i);
                rest = (rest * 2 + (c == 'X' ? 10 : c - '0')) % 11;
            }
            return rest == 1;
        }
    },
    /** The social security number of France. */
    NIR {
        @Override
        boolean right(String number) {
            String digits = number.replace("2A", "19").replace("2B", "18");
            int key = Integer.parseInt(digits, 13, 15, 10);
            BigInteger rest = new BigInteger(digits.substring(0, 13)).mod(BigInteger.valueOf(97));
            return key == 97 - rest.intValue();
        }
    },
    /** DNI and NIE of Spain. */
    DNI {
        @Override
        boolean right(String number) {
            int first = "XYZ".indexOf(number.charAt(0));
            String digits = first < 0 ? number : first + number.substring(1);
            return "TRWAGMYFPDXBNJZSQVHLCKE".charAt(Integer.parseInt(digits, 0, 8, 10) % 23)
                    == number.charAt(8);
        }
    };

    abstract boolean right(String number);

    /** Whether the check digits of what is written so are right. */
    boolean pass(String written) {
        return right(written.replaceAll("[ -]", "").toUpperCase(Locale.ROOT));
    }
}
