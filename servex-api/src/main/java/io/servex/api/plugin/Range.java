package io.servex.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that a configuration record's component may take, both ends included:
 * {@code @Range(min = 1, max = 65535) int port}. The host refuses others, with the key's place in
 * the file.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  /** The smallest number. */
  long min() default 0;

  /** The largest number; {@link Long#MAX_VALUE} for the largest that the type can hold. */
  long max() default Long.MAX_VALUE;
}
