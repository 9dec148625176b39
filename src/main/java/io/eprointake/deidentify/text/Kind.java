package io.eprointake.deidentify.text;

/** What an identifier in free text is. What is taken out is replaced by the kind, in brackets. */
public enum Kind {
    NAME,
    /** A street, a house, a box, a town below the state or province, a postcode, coordinates. */
    ADDRESS,
    PHONE,
    EMAIL,
    URL,
    IP,
    /** Any date more exact than its year. */
    DATE,
    /** An age over 89. */
    AGE,
    /** A number that a hospital, an insurer, a study or an authority gave, passports apart. */
    RECORD_NUMBER,
    /** A social security number of the United States. */
    SSN,
    /** A resident identity number of China, of 18 or 15 digits. */
    RESIDENT_ID,
    /** A passport or a travel permit. */
    PASSPORT,
    BANK_CARD,
    /** A bank account, or a purse of a cryptocurrency. */
    ACCOUNT,
    /** A number plate, or the number of a chassis. */
    VEHICLE,
    /** A serial number, or another number that a device has for itself. */
    DEVICE,
    /** An account of WeChat, QQ, WhatsApp and the like. */
    MESSENGER,
    /** What is not known to be harmless: a word, or something with a digit. */
    UNKNOWN;

    private final String replacement = "[" + name() + "]";

    /** {@code [NAME]}, {@code [DATE]} and so on. */
    public String replacement() {
        return replacement;
    }
}
