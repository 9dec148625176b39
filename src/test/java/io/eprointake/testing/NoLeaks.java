package io.eprointake.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * After all tests of the class no thread and no task is alive that began during them. A class that
 * starts a {@link RunningService} is held to it without saying so.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NoLeaksExtension.class)
public @interface NoLeaks {}
