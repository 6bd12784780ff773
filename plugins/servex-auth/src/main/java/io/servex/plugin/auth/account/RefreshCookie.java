package io.servex.plugin.auth.account;

import io.servex.api.filter.Response;
import io.servex.api.http.RequestHead;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that a browser keeps its refresh token in (RFC 6265): out of reach of scripts, and
 * sent to nobody but these endpoints.
 */
final class RefreshCookie {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String name;
  private final String attributes;
  private final InstantSource clock;

  RefreshCookie(String name, String path, InstantSource clock) {
    this.name = name;
    this.attributes = "; Path=" + path + "; HttpOnly; SameSite=Strict";
    this.clock = clock;
  }

  /** The token that a request carries; null for none, or for more than one. */
  @Nullable String read(RequestHead request) {
    String found = null;
    for (var line : request.headers("Cookie")) {
      for (var pair : line.split(";", -1)) {
        var equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          if (found != null) {
            return null;
          }
          found = pair.substring(equals + 1).strip();
        }
      }
    }
    return found == null || found.isEmpty() ? null : found;
  }

  Response set(Response response, String token, long seconds, boolean secure) {
    return write(response, token, "; Max-Age=" + seconds, secure);
  }

  Response clear(Response response, boolean secure) {
    Instant past = clock.instant().minus(Duration.ofHours(1));
    return write(response, "", "; Max-Age=0; Expires=" + DATE.format(past), secure);
  }

  private Response write(Response response, String token, String age, boolean secure) {
    return response.with(
        "Set-Cookie", name + "=" + token + attributes + age + (secure ? "; Secure" : ""));
  }
}
