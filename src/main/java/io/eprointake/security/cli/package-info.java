/** The commands {@code token …}: keys and tokens for those who have no identity provider. */
@NamedInterface("cli")
@NullMarked
package io.eprointake.security.cli;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
