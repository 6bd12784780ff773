package io.servex.core.accept;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the connections of clients, in all and for each address.
 *
 * <p><b>Threading:</b> shared by all event loops. Its map holds only addresses that are connected,
 * so the limit in all bounds it.
 */
public final class ConnectionLimiter {
  private final int total;
  private final int perClient;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * Sets the limits.
   *
   * @param total in all
   * @param perClient for one address; loopback and trusted proxies are exempt
   */
  public ConnectionLimiter(int total, int perClient) {
    this.total = total;
    this.perClient = perClient;
  }

  /** Takes a place; false, and nothing taken, when there is none. */
  boolean tryOpen(InetAddress address, boolean exempt) {
    if (open.incrementAndGet() > total) {
      open.decrementAndGet();
      return false;
    }
    if (!exempt && byAddress.merge(address, 1, Integer::sum) > perClient) {
      closed(address, false);
      return false;
    }
    return true;
  }

  void closed(InetAddress address, boolean exempt) {
    open.decrementAndGet();
    if (!exempt) {
      byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }
  }

  /** The number of open connections. */
  public int open() {
    return open.get();
  }
}
