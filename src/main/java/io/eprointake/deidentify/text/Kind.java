package io.eprointake.deidentify.text;

public enum Kind {
    NAME,
    DATE,
    PHONE,
    EMAIL
}
