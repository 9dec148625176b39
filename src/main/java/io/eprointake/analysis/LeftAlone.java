package io.eprointake.analysis;

import java.io.IOException;

/** The model was not asked: too many others ask it, or it failed too often of late. */
final class LeftAlone extends IOException {

    LeftAlone() {
        super("the model is left alone");
    }
}
