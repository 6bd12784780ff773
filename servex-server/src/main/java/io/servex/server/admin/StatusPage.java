package io.servex.server.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status as a page for people. It runs no script and loads nothing: its policy (CSP 3) names
 * the hash of its one style sheet and forbids all else.
 */
final class StatusPage {
  private static final String STYLE =
      """
      body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}
      table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}
      th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}
      td.n{text-align:right;font-variant-numeric:tabular-nums}
      .up{color:#08703a}.down{color:#b3130c;font-weight:bold}
      code{word-break:break-all}
      @media(prefers-color-scheme:dark){body{background:#111;color:#ddd}
      .up{color:#5fd38d}.down{color:#ff7a70}}
      """;

  static final List<String> FIELDS =
      List.of(
          "Content-Security-Policy: default-src 'none'; style-src '"
              + hash()
              + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Referrer-Policy: no-referrer",
          "X-Frame-Options: DENY");

  private static final String[] COLUMNS = {
    "Backend", "State", "In flight", "Limit", "Weight", "Requests", "Failures", "Last check"
  };

  private final StringBuilder out = new StringBuilder(4096);

  private StatusPage() {}

  private static String hash() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return "sha256-"
          + Base64.getEncoder()
              .encodeToString(digest.digest(STYLE.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  static byte[] html(ProxyStatus status) {
    return new StatusPage().page(status).getBytes(StandardCharsets.UTF_8);
  }

  private String page(ProxyStatus status) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<meta http-equiv=\"refresh\" content=\"5\">")
        .append("<title>Servex</title><style>")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Servex ");
    text(status.version());
    out.append("</h1>\n<p>");
    text(status.state());
    text(", up " + duration(status.uptimeSeconds()));
    text(", proxy " + onOff(status.enabled()));
    text(", traffic dump " + onOff(status.trafficDump()));
    text(", health checks " + onOff(status.healthCheck()));
    out.append("</p>\n");
    for (var rule : status.rules()) {
      rule(rule);
    }
    return out.append("</body></html>\n").toString();
  }

  private void rule(ProxyStatus.RuleStatus rule) {
    out.append("<h2>");
    text(rule.name());
    out.append("</h2>\n<p>");
    rule.match()
        .forEach((key, value) -> {
          text(key + " ");
          code(value.toString());
          text(", ");
        });
    text(rule.loadBalancing() + (rule.trafficDump() ? ", captured" : ""));
    out.append("</p>\n<table><thead><tr>");
    for (var column : COLUMNS) {
      out.append("<th>").append(column).append("</th>");
    }
    out.append("</tr></thead><tbody>\n");
    rule.backends().forEach(this::backend);
    out.append("</tbody></table>\n");
  }

  private void backend(ProxyStatus.BackendStatus backend) {
    out.append("<tr><td>");
    code(backend.url());
    out.append("</td><td class=\"").append(backend.healthy() ? "up\">up" : "down\">down");
    number(Integer.toString(backend.connections()));
    number(backend.maxConnections() == 0 ? "none" : Integer.toString(backend.maxConnections()));
    number(Integer.toString(backend.weight()));
    number(Long.toString(backend.requests()));
    number(Long.toString(backend.failures()));
    out.append("</td><td>");
    text(check(backend.lastCheck(), backend.lastError()));
    out.append("</td></tr>\n");
  }

  private static String check(@Nullable String time, @Nullable String error) {
    var shown = time == null ? "" : time;
    return error == null ? shown : shown + " " + error;
  }

  private void number(String value) {
    out.append("</td><td class=\"n\">");
    text(value);
  }

  private void code(String value) {
    out.append("<code>");
    text(value);
    out.append("</code>");
  }

  /** Writes text so that it can be nothing else, between tags and in attributes alike. */
  private void text(String value) {
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
  }

  private static String duration(long seconds) {
    var time = Duration.ofSeconds(seconds);
    return time.toDays() > 0
        ? time.toDays() + " d " + time.toHoursPart() + " h"
        : time.toHours() > 0
            ? time.toHours() + " h " + time.toMinutesPart() + " min"
            : time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : seconds + " s";
  }
}
