package io.servex.core.select;

import io.servex.api.balancing.Backend;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backend as one rule names it: shared state, and the rule's own weight and path.
 *
 * <p><b>Threading:</b> immutable but for the shared state and the time of its return.
 */
public final class RuleBackend implements Backend {
  /** What a backend gets at once of its share when it comes back. */
  private static final double LEAST_SHARE = 0.1;

  private final BackendState state;
  private final int ordinal;
  private final int weight;
  private final URI url;
  private final byte[] basePath;
  private final byte @Nullable [] baseQuery;
  private final String authority;
  private final String host;
  private volatile long returnedNanos;
  private volatile boolean returned;
  private final List<ProbedHealth> probes;

  /**
   * Describes a rule's backend.
   *
   * @param state what all rules share
   * @param url as it is written
   * @param ordinal its place in the rule, from 0
   * @param weight its share; 0 for no new traffic
   */
  public RuleBackend(BackendState state, URI url, int ordinal, int weight) {
    this(state, url, ordinal, weight, List.of());
  }

  /**
   * Describes a rule's backend that is checked.
   *
   * @param probes what checks say about it; all must be content
   */
  public RuleBackend(
      BackendState state, URI url, int ordinal, int weight, List<ProbedHealth> probes) {
    this.probes = List.copyOf(probes);
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

  /** It came back into rotation at a time. */
  void returned(long nowNanos) {
    returnedNanos = nowNanos;
    returned = true;
  }

  /**
   * Whether it came back so short a while ago that a request is to pass it over.
   *
   * @param slowStartNanos how long it is spared
   * @param draw a number from 0 to 1: the share of the time that must have passed
   */
  boolean spared(long slowStartNanos, long nowNanos, double draw) {
    if (!returned) {
      return false;
    }
    var share = (nowNanos - returnedNanos) / (double) slowStartNanos;
    return share < 1 && draw >= Math.max(LEAST_SHARE, share);
  }

  /** Whether it is in rotation: neither ejected nor found ill by a check. */
  public boolean healthy() {
    for (var i = 0; i < probes.size(); i++) {
      if (!probes.get(i).well()) {
        return false;
      }
    }
    return state.healthy();
  }

  /** Why it is not in rotation, or was not the last time; null when it always was. */
  public @Nullable String reason() {
    for (var probe : probes) {
      var failure = probe.failure();
      if (failure != null) {
        return failure;
      }
    }
    return state.reason();
  }

  /** What checks say about it; none when nothing is checked. */
  public List<ProbedHealth> probes() {
    return probes;
  }

  /** Asks to be told when {@link #healthy()} may have changed. */
  public void onChange(Runnable listener) {
    state.onChange(listener);
    probes.forEach(probe -> probe.onChange(listener));
  }

  /** Takes back what {@link #onChange} asked for. */
  public void removeListener(Runnable listener) {
    state.removeListener(listener);
    probes.forEach(probe -> probe.removeListener(listener));
  }

  /** Whether a request may be sent to it to see whether it is back: where no check tells. */
  boolean tryHalfOpen(long nowNanos, boolean repeatable) {
    return probes.isEmpty() && state.tryHalfOpen(nowNanos, repeatable);
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
