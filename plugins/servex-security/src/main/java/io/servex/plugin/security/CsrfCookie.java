package io.servex.plugin.security;

import io.servex.api.http.HttpDate;
import io.servex.api.http.RequestHead;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Reads and writes the cookie that carries a token (RFC 6265). */
final class CsrfCookie {
  private final CsrfConfig config;
  private final InstantSource clock;

  CsrfCookie(CsrfConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** The token that a request carries; null when it carries none. */
  @Nullable String token(RequestHead request) {
    return read(request, config.csrfCookieName());
  }

  /** The session that a request belongs to; empty where none is asked for, or there. */
  String session(RequestHead request) {
    var name = config.csrfSessionCookie().orElse(null);
    var value = name == null ? null : read(request, name);
    return value == null ? "" : value;
  }

  private static @Nullable String read(RequestHead request, String name) {
    for (var line : request.headers("Cookie")) {
      for (var start = 0; start < line.length(); ) {
        var next = line.indexOf(';', start);
        var end = next < 0 ? line.length() : next;
        var equals = line.indexOf('=', start);
        if (equals >= 0 && equals < end && line.substring(start, equals).strip().equals(name)) {
          return line.substring(equals + 1, end).strip();
        }
        start = end + 1;
      }
    }
    return null;
  }

  /** The value of the field that gives a token to a browser. */
  String write(String token, boolean overHttps) {
    var cookie = new StringBuilder(config.csrfCookieName()).append('=').append(token);
    cookie.append("; Path=").append(config.csrfCookiePath());
    var age = config.csrfCookieMaxAge();
    if (age > 0) {
      cookie.append("; Max-Age=").append(age);
      cookie.append("; Expires=").append(HttpDate.format(clock.instant().plusSeconds(age)));
    }
    if (config.csrfCookieHttpOnly()) {
      cookie.append("; HttpOnly");
    }
    if (config.csrfCookieSecure() || overHttps || config.csrfCookieSameSite() == SameSite.NONE) {
      cookie.append("; Secure");
    }
    return cookie.append("; SameSite=").append(config.csrfCookieSameSite().text()).toString();
  }
}
