/**
 * The analyzer that runs in this process: what patients say in Chinese and English, found by their
 * own words and by sentence embeddings.
 */
@NullMarked
package io.eprointake.analysis.embedded;

import org.jspecify.annotations.NullMarked;
