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
  private final int total;
  private final int perListener;
  private final int perClient;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * Sets the limits.
   *
   * @param total in all
   * @param perListener by one listener
   * @param perClient for one address; loopback and trusted proxies are exempt
   */
  public ConnectionLimiter(int total, int perListener, int perClient) {
    this.total = total;
    this.perListener = perListener;
    this.perClient = perClient;
  }

  /** Takes a place; false, and nothing taken, when there is none. */
  boolean tryOpen(AtomicInteger listener, InetAddress address, boolean exempt) {
    if (open.incrementAndGet() > total) {
      open.decrementAndGet();
      return false;
    }
    if (listener.incrementAndGet() > perListener) {
      open.decrementAndGet();
      listener.decrementAndGet();
      return false;
    }
    if (!exempt && byAddress.merge(address, 1, Integer::sum) > perClient) {
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
