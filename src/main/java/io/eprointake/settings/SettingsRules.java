package io.eprointake.settings;

/**
 * A record of settings that knows more of what is right than its types and annotations say, above
 * all what does not go together.
 */
public interface SettingsRules {

    /** Refuses what is wrong; asked once, before anything is started, with no values but names. */
    void rules(Settings settings);
}
