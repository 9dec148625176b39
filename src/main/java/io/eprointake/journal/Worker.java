package io.eprointake.journal;

import org.jspecify.annotations.Nullable;

/** Whoever analyzes reports, as the journal sees it. */
public interface Worker {

    /** Nobody analyzes here; what is accepted waits for another replica. */
    Worker NONE =
            new Worker() {
                @Override
                public @Nullable Place reserve() {
                    return null;
                }

                @Override
                public void wake() {}
            };

    /** A place to analyze one report at once; null when there is none. Never blocks. */
    @Nullable Place reserve();

    /** Something was committed that may be claimed. Never blocks. */
    void wake();

    /** A reserved place: exactly one of its methods is called, once. */
    interface Place {

        /** The report was committed as claimed by this replica. Never blocks. */
        void take(Claim claim);

        /** There is nothing to analyze after all. */
        void giveUp();
    }
}
