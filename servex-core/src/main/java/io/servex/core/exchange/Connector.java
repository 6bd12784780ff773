package io.servex.core.exchange;

import io.servex.core.select.RuleBackend;

/**
 * Finds or opens a connection to a backend.
 *
 * <p><b>Threading:</b> one per event loop.
 */
public interface Connector {
  /**
   * Gets a connection for one exchange. The answer, {@link Exchange#connected} or {@link
   * Exchange#connectFailed}, may come before this returns.
   *
   * @param backend where to
   * @param exchange who asks
   * @param fresh whether a connection that was used before will not do
   */
  void connect(RuleBackend backend, Exchange exchange, boolean fresh);
}
