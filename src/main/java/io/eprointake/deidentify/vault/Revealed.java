package io.eprointake.deidentify.vault;

/** What became of one question to the vault. */
sealed interface Revealed {

    Place place();

    /** The word for it in the trail. */
    String outcome();

    record Found(Place place, String original) implements Revealed {

        @Override
        public String outcome() {
            return "found";
        }

        @Override
        public String toString() {
            return "Found[" + place + "]";
        }
    }

    record Unknown(Place place) implements Revealed {

        @Override
        public String outcome() {
            return "unknown";
        }
    }

    /** There is a row, but it was changed, or moved from another place. */
    record Damaged(Place place) implements Revealed {

        @Override
        public String outcome() {
            return "damaged";
        }
    }
}
