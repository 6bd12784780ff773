package io.servex.health;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.ProbeResult;
import io.servex.api.health.ProbeTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a path with GET: a backend is well when a status that is expected comes back, and the
 * body contains what it should. Redirects are answers like others, and not followed.
 *
 * <p>Every attempt has a connection of its own, closed at its end: that a new client gets in is a
 * part of being well.
 */
final class HttpProbe implements HealthProbe {
  private final StatusSet expected;
  private final @Nullable String bodyContains;

  HttpProbe(StatusSet expected, @Nullable String bodyContains) {
    this.expected = expected;
    this.bodyContains = bodyContains;
  }

  @Override
  public ProbeResult probe(ProbeTarget target) throws IOException {
    var socket = target.connect();
    var request =
        "GET "
            + requestTarget(target.url(), target.path())
            + " HTTP/1.1\r\nHost: "
            + target.url().getRawAuthority()
            + "\r\nUser-Agent: servex-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    var answer = ProbeAnswer.read(socket.getInputStream());
    if (!expected.contains(answer.status())) {
      return ProbeResult.failed("health check failed with status " + answer.status());
    }
    return bodyContains == null || answer.body().contains(bodyContains)
        ? ProbeResult.passed()
        : ProbeResult.failed("health check failed with a body without the expected text");
  }

  /** The URL's own path and query, each followed by the check's. */
  static String requestTarget(URI url, String path) {
    var base = url.getRawPath() == null ? "" : url.getRawPath();
    while (base.endsWith("/")) {
      base = base.substring(0, base.length() - 1);
    }
    var mark = path.indexOf('?');
    var query = url.getRawQuery() == null ? "" : url.getRawQuery();
    var joined = base + (mark < 0 ? path : path.substring(0, mark));
    if (mark >= 0 && mark + 1 < path.length()) {
      query += (query.isEmpty() ? "" : "&") + path.substring(mark + 1);
    }
    return (joined.isEmpty() ? "/" : joined) + (query.isEmpty() ? "" : "?" + query);
  }
}
