package io.servex.core.accept;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of clients, in all, for each listener and for each address.
 *
 * <p><b>Threading:</b> shared by all event loops. Its map holds only addresses that are connected,
 * so the limit in all bounds it.
 */
public final class ConnectionLimiter {
  private volatile Limits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * How many connections there may be.
   *
   * @param total in all
   * @param perListener by one listener
   * @param perClient for one address; loopback and trusted proxies are exempt
   */
  public record Limits(int total, int perListener, int perClient) {}

  ConnectionLimiter(Limits limits) {
    this.limits = limits;
  }

  /** Goes by other limits from now on; connections that are open stay. */
  void apply(Limits next) {
    limits = next;
  }

  /** Takes a place; false, and nothing taken, when there is none. */
  boolean tryOpen(AtomicInteger listener, InetAddress address, boolean exempt) {
    var allowed = limits;
    if (open.incrementAndGet() > allowed.total) {
      open.decrementAndGet();
      return false;
    }
    if (listener.incrementAndGet() > allowed.perListener) {
      open.decrementAndGet();
      listener.decrementAndGet();
      return false;
    }
    if (!exempt && byAddress.merge(address, 1, Integer::sum) > allowed.perClient) {
      closed(listener, address, false);
      return false;
    }
    return true;
  }

  void closed(AtomicInteger listener, InetAddress address, boolean exempt) {
    open.decrementAndGet();
    listener.decrementAndGet();
    if (!exempt) {
      byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }
  }

  /** The number of open connections. */
  public int open() {
    return open.get();
  }
}
