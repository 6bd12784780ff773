package io.servex.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A switch of a configuration record that works and is unwise: {@code @Unwise("whoever listens
 * learns all") boolean insecure}. Whoever checks a configuration that has it on is told so.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Unwise {
  /** What comes of it, and perhaps what would be better; without a full stop. */
  String value();
}
