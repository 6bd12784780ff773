package io.servex.api.filter;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something about a request that whoever watches over security wants to know. The gateway adds who
 * asked for what, and how it was answered.
 *
 * <p>Immutable; to be made once where it is always the same. It must hold no secrets.
 *
 * @param type lower-case words with dots between them, such as {@code filter.ip.blocked}
 * @param severity how much it matters
 * @param message one sentence for people
 * @param details more of it, by names of lower-case words joined by underscores
 */
public record AuditEvent(
    String type, Severity severity, String message, Map<String, String> details) {
  /** How much an event matters. */
  public enum Severity {
    /** What is of interest when one looks back. */
    LOW,
    /** What is ordinary, and worth a line. */
    MEDIUM,
    /** What may be an attack, or a change of the rules. */
    HIGH,
    /** What somebody should look at now. */
    CRITICAL
  }

  /** Copies the details, in their order. */
  public AuditEvent {
    details = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /**
   * An event without details.
   *
   * @param type what happened
   * @param severity how much it matters
   * @param message one sentence for people
   * @return the event
   */
  public static AuditEvent of(String type, Severity severity, String message) {
    return new AuditEvent(type, severity, message, Map.of());
  }

  /**
   * The same with a further detail.
   *
   * @param name lower-case words joined by underscores
   * @param value any text that is no secret
   * @return another event
   */
  public AuditEvent with(String name, String value) {
    var more = new LinkedHashMap<>(details);
    more.put(name, value);
    return new AuditEvent(type, severity, message, more);
  }
}
