package io.servex.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of the access log that {@code logging.log_fields} chooses from. */
public enum LogField {
  METHOD,
  URL,
  STATUS,
  DURATION_MS,
  REQUEST_ID,
  IP,
  USER_AGENT,
  PROTO,
  BYTES_IN,
  BYTES_OUT,
  RULE,
  BACKEND,
  ERROR,
  ERROR_MESSAGE,
  TRACE_ID,
  SPAN_ID;

  private static final Map<String, LogField> ALIASES =
      Map.of("duration", DURATION_MS, "uri", URL, "size", BYTES_OUT);

  /** The name of the field in a line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The field of a name or alias; null when there is none. */
  static @Nullable LogField of(String name) {
    for (var field : values()) {
      if (field.key().equals(name)) {
        return field;
      }
    }
    return ALIASES.get(name);
  }

  /** The names and aliases. */
  static List<String> names() {
    var names = new ArrayList<>(Arrays.stream(values()).map(LogField::key).toList());
    names.addAll(ALIASES.keySet().stream().sorted().toList());
    return names;
  }

  /** The fields of these names, unknown ones left out; all of them when there is no name. */
  public static Set<LogField> of(List<String> names) {
    if (names.isEmpty()) {
      return Collections.unmodifiableSet(EnumSet.allOf(LogField.class));
    }
    var fields = EnumSet.noneOf(LogField.class);
    for (var name : names) {
      var field = of(name);
      if (field != null) {
        fields.add(field);
      }
    }
    return Collections.unmodifiableSet(fields);
  }
}
