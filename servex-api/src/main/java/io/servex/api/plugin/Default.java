package io.servex.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a configuration record's component takes when its key is absent, written as it
 * would be in YAML: {@code @Default("30s") Duration timeout}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /** The default in YAML's notation; {@code []} and {@code {}} stand for an empty list and map. */
  String value();
}
