package io.servex.plugin.compression;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.api.http.PathScope;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compresses what is worth it for clients that accept it, and tells caches that the answer depends
 * on that (RFC 9110 §12.5.5).
 *
 * <p><b>Threading:</b> for all event loops.
 */
final class CompressionFilter implements Filter {
  private static final String ACCEPT_ENCODING = "Accept-Encoding";
  private static final PreparedField VARY = PreparedField.of("Vary", ACCEPT_ENCODING);

  /** What says something about the bytes themselves, which would no longer be true. */
  private static final List<String> DIGESTS =
      List.of("Content-Digest", "Repr-Digest", "Digest", "Content-MD5");

  private final PathScope scope;
  private final MediaTypes types;
  private final Negotiation negotiation;
  private final long smallest;
  private final Map<Coding, BodyEncoder> encoders = new EnumMap<>(Coding.class);

  CompressionFilter(CompressionConfig config) {
    this.scope = new PathScope(config.includePaths(), config.excludePaths());
    this.types = new MediaTypes(config.types());
    var codings = Coding.all(config.encodings());
    this.negotiation = new Negotiation(codings);
    this.smallest = config.minSize().bytes();
    codings.forEach(coding -> encoders.put(coding, coding.encoder(config.level())));
  }

  @Override
  public Verdict request(FilterExchange exchange) {
    return Verdict.CONTINUE;
  }

  @Override
  public void response(FilterExchange exchange, ResponseHead response) {
    if (!depends(response) || !scope.covers(exchange.request().path())) {
      return;
    }
    vary(response);
    if (!fits(response) || noTransform(exchange.request().header("Cache-Control"))) {
      return;
    }
    var coding = negotiation.choose(exchange.request().headers(ACCEPT_ENCODING));
    var encoder = coding == null ? null : encoders.get(coding);
    if (coding != null && encoder != null) {
      compress(response, coding, encoder);
    }
  }

  /** Whether another client might get it compressed. */
  private boolean depends(ResponseHead response) {
    var status = response.status();
    var type = response.header("Content-Type");
    return status != 204
        && status != 205
        && status != 206
        && (type == null || types.contain(type))
        && !plainlyEncoded(response.header("Content-Encoding"))
        && !noTransform(response.header("Cache-Control"))
        && response.header("Content-Range") == null;
  }

  private static boolean plainlyEncoded(@Nullable String encoding) {
    return encoding != null && !encoding.equalsIgnoreCase("identity");
  }

  private static boolean noTransform(@Nullable String caching) {
    return caching != null && caching.toLowerCase(Locale.ROOT).contains("no-transform");
  }

  private static void vary(ResponseHead response) {
    for (var line : response.headers("Vary")) {
      for (var name : line.split(",", -1)) {
        if (name.strip().equals("*") || name.strip().equalsIgnoreCase(ACCEPT_ENCODING)) {
          return;
        }
      }
    }
    response.addHeader(VARY);
  }

  private boolean fits(ResponseHead response) {
    var length = response.bodyLength();
    var type = response.header("Content-Type");
    return response.hasBody()
        && length != 0
        && (length < 0 || length >= smallest)
        && (type == null || !type.toLowerCase(Locale.ROOT).contains("text/event-stream"))
        && DIGESTS.stream().allMatch(name -> response.header(name) == null);
  }

  private void compress(ResponseHead response, Coding coding, BodyEncoder encoder) {
    response.setHeader("Content-Encoding", coding.text());
    // Ranges would be those of the body that was never sent.
    response.removeHeader("Accept-Ranges");
    var tag = response.header("ETag");
    if (tag != null && tag.startsWith("\"")) {
      response.setHeader("ETag", "W/" + tag);
    }
    response.transformBody(encoder.body(response.bodyLength() < 0));
  }

  @Override
  public void close() {
    encoders.values().forEach(BodyEncoder::close);
  }
}
