package io.servex.core.select;

import io.servex.api.balancing.Backend;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A backend as one rule names it: shared state, and the rule's own weight and path.
 *
 * <p><b>Threading:</b> immutable but for the shared state.
 */
public final class RuleBackend implements Backend {
  private final BackendState state;
  private final int ordinal;
  private final int weight;
  private final URI url;
  private final byte[] basePath;
  private final byte @Nullable [] baseQuery;
  private final String authority;
  private final String host;

  /**
   * Describes a rule's backend.
   *
   * @param state what all rules share
   * @param url as it is written
   * @param ordinal its place in the rule, from 0
   * @param weight its share; 0 for no new traffic
   */
  public RuleBackend(BackendState state, URI url, int ordinal, int weight) {
    this.state = state;
    this.url = url;
    this.ordinal = ordinal;
    this.weight = weight;
    var path = url.getRawPath() == null ? "" : url.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    this.basePath = path.getBytes(StandardCharsets.ISO_8859_1);
    var query = url.getRawQuery();
    this.baseQuery =
        query == null || query.isEmpty() ? null : query.getBytes(StandardCharsets.ISO_8859_1);
    this.authority = String.valueOf(url.getRawAuthority());
    this.host = String.valueOf(url.getHost());
  }

  public BackendState state() {
    return state;
  }

  /** Its place in the rule, from 0. */
  public int ordinal() {
    return ordinal;
  }

  /** The path in front of every request's, without a slash at its end. */
  public byte[] basePath() {
    return basePath;
  }

  /** The query in front of every request's; null for none. */
  public byte @Nullable [] baseQuery() {
    return baseQuery;
  }

  /** Host and port as they are written. */
  public String authority() {
    return authority;
  }

  public String host() {
    return host;
  }

  public int port() {
    return BackendState.port(url);
  }

  public boolean tls() {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public long identityHash() {
    return state.identityHash();
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int inFlight() {
    return state.inFlight();
  }
}
