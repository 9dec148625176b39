package io.eprointake.audit;

/**
 * Who keeps anchors elsewhere, beside the log: what is kept there cannot be changed with the store.
 */
@FunctionalInterface
public interface AnchorKeeper {

    /** There is nowhere. */
    AnchorKeeper NONE = anchor -> true;

    /**
     * Keeps one; it may take some seconds.
     *
     * @return whether it is kept; if not, it is asked again
     */
    boolean keep(Anchor anchor) throws InterruptedException;
}
