package io.eprointake.deidentify.vault;

/** Where the vault keeps an original. */
record Place(String domain, String pseudonym) {}
