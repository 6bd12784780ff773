package io.servex.core.select;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import io.servex.api.balancing.SelectionContext;
import io.servex.api.http.RequestHead;
import io.servex.core.decode.DecodedRequest;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The backends that one exchange was given so far.
 *
 * <p><b>Threading:</b> confined to the event loop of its exchange.
 */
public final class Selection implements SelectionContext {
  private @Nullable DecodedRequest request;
  private @Nullable RuleBackend backend;
  private @Nullable BitSet manyTried;
  private long tried;
  private long addressHash;
  private long slowStartNanos;
  private long nowNanos;
  private double draw;
  private final RequestPart part = new RequestPart();

  /** Begins with a request for which nothing was tried. */
  public void begin(DecodedRequest next, long clientAddressHash) {
    request = next;
    addressHash = clientAddressHash;
    tried = 0;
    manyTried = null;
    backend = null;
  }

  /**
   * Spares backends that came back a short while ago: at the beginning of its time such a backend
   * is left to few requests, at its end to all.
   *
   * @param slowStartNanos how long a backend is spared; 0 for not at all
   * @param nowNanos the time
   * @param draw a number from 0 to 1 that belongs to this request
   */
  void spare(long slowStartNanos, long nowNanos, double draw) {
    this.slowStartNanos = slowStartNanos;
    this.nowNanos = nowNanos;
    this.draw = draw;
  }

  /** Whether some backends may be excluded for being spared. */
  boolean spares() {
    return slowStartNanos > 0;
  }

  /** Whether the request may be sent to another backend should this one not answer. */
  boolean repeatable() {
    var known = request;
    return known != null && known.isIdempotent();
  }

  /** The backend that was chosen last. */
  public @Nullable RuleBackend backend() {
    return backend;
  }

  /** A place at a backend is taken for the request. */
  public void chosen(RuleBackend next) {
    backend = next;
    markTried(next);
  }

  /** Lets every backend be given once more. */
  public void forgetTried() {
    tried = 0;
    manyTried = null;
  }

  void markTried(RuleBackend next) {
    if (next.ordinal() < Long.SIZE) {
      tried |= 1L << next.ordinal();
      return;
    }
    var many = manyTried;
    if (many == null) {
      many = new BitSet();
      manyTried = many;
    }
    many.set(next.ordinal());
  }

  boolean tried(RuleBackend candidate) {
    if (candidate.ordinal() < Long.SIZE) {
      return (tried >>> candidate.ordinal() & 1) != 0;
    }
    var many = manyTried;
    return many != null && many.get(candidate.ordinal());
  }

  @Override
  public RequestHead request() {
    return decoded();
  }

  private DecodedRequest decoded() {
    var known = request;
    if (known == null) {
      throw new IllegalStateException("begin was not called");
    }
    return known;
  }

  @Override
  public long hash(RequestKey key) {
    return part.find(key, decoded()) ? part.hash() : addressHash;
  }

  @Override
  public boolean matches(RequestKey key, String value) {
    if (key instanceof RequestKey.ClientAddress) {
      return decoded().clientAddress().equals(value);
    }
    return part.find(key, decoded()) && part.matches(value);
  }

  @Override
  public long clientAddressHash() {
    return addressHash;
  }

  @Override
  public boolean excludes(Backend candidate) {
    return candidate instanceof RuleBackend known
        && (tried(known)
            || known.state().full()
            || spares() && known.spared(slowStartNanos, nowNanos, draw));
  }
}
