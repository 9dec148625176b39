package io.eprointake.leakwatch;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a reading comes to. */
enum Verdict {
    /** All that runs is within its deadline. */
    @JsonProperty("clean")
    CLEAN,
    /** Something was cut and has not ended, or was seen as leaked at one look only. */
    @JsonProperty("suspect")
    SUSPECT,
    /** Something outlived its grace and was seen so at two looks. */
    @JsonProperty("leaking")
    LEAKING
}
