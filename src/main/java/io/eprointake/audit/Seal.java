package io.eprointake.audit;

/** Closes what may hold a patient's words, and opens it, with the key of a study. */
public interface Seal {

    /** Leaves it as it is. */
    Seal NONE =
            new Seal() {
                @Override
                public byte[] close(String study, String place, byte[] open) {
                    return open;
                }

                @Override
                public byte[] open(String study, String place, byte[] closed) {
                    return closed;
                }
            };

    /**
     * Closes it.
     *
     * @param place where it is stored, and nowhere else: {@code audit_entry.why 3:1042}
     */
    byte[] close(String study, String place, byte[] open);

    /** The reverse. */
    byte[] open(String study, String place, byte[] closed);
}
