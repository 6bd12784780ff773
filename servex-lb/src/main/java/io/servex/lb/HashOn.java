package io.servex.lb;

import io.servex.api.balancing.RequestKey;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import java.util.Optional;

/** The part of a request that decides where it goes; the client's address where none is named. */
public record HashOn(
    @Description("Header field whose value is hashed") Optional<String> header,
    @Description("Cookie whose value is hashed") Optional<String> cookie,
    @Description("Parameter of the query whose value is hashed") Optional<String> query,
    @Description("Whether the path is hashed") @Default("false") boolean path) {
  /** Checks that there is one part at most. */
  public HashOn {
    var parts =
        (header.isPresent() ? 1 : 0)
            + (cookie.isPresent() ? 1 : 0)
            + (query.isPresent() ? 1 : 0)
            + (path ? 1 : 0);
    if (parts > 1) {
      throw new IllegalArgumentException(
          parts + " parts (expected: one of header, cookie, query, path)");
    }
  }

  RequestKey key() {
    if (path) {
      return new RequestKey.Path();
    }
    return header
        .<RequestKey>map(RequestKey.Header::new)
        .or(() -> cookie.map(RequestKey.Cookie::new))
        .or(() -> query.map(RequestKey.Query::new))
        .orElseGet(RequestKey.ClientAddress::new);
  }
}
