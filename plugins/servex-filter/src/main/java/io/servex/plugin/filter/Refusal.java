package io.servex.plugin.filter;

import io.servex.api.filter.AuditEvent;

/**
 * Why a request is refused; made once, with the rule.
 *
 * @param part what of the request the rule looked at
 * @param rule the rule in words
 * @param event what is reported of it
 */
record Refusal(Part part, String rule, AuditEvent event) {
  /** Makes a reason. */
  Refusal(Part part, String rule) {
    this(
        part,
        rule,
        AuditEvent.of(part.event(), AuditEvent.Severity.HIGH, "request blocked by filter")
            .with("blocked_rule", rule)
            .with("filter_type", part.title()));
  }

  /** What of a request a rule looks at. */
  enum Part {
    ADDRESS("IP", "filter.ip.blocked"),
    USER_AGENT("User-Agent", "filter.useragent.blocked"),
    HEADER("Header", "filter.header.blocked"),
    QUERY("Query Parameter", "filter.query.blocked");

    private final String title;
    private final String event;

    Part(String title, String event) {
      this.title = title;
      this.event = event;
    }

    /** Its name for people. */
    String title() {
      return title;
    }

    /** The event that a refusal is. */
    String event() {
      return event;
    }
  }
}
