package io.servex.core.select;

import io.servex.api.balancing.Backend;
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

  /** Begins with a request for which nothing was tried. */
  public void begin(DecodedRequest next, long clientAddressHash) {
    request = next;
    addressHash = clientAddressHash;
    tried = 0;
    manyTried = null;
    backend = null;
  }

  /** The backend that was chosen last. */
  public @Nullable RuleBackend backend() {
    return backend;
  }

  void chosen(RuleBackend next) {
    backend = next;
    markTried(next);
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
    var known = request;
    if (known == null) {
      throw new IllegalStateException("begin was not called");
    }
    return known;
  }

  @Override
  public long clientAddressHash() {
    return addressHash;
  }

  @Override
  public boolean excludes(Backend candidate) {
    return candidate instanceof RuleBackend known && (tried(known) || known.state().full());
  }
}
