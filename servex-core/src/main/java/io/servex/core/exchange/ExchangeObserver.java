package io.servex.core.exchange;

import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.RefusedLine;

/**
 * Learns of every exchange that ended.
 *
 * <p><b>Hot:</b> called on event loops; the exchange is valid during the call only.
 */
public interface ExchangeObserver {
  /** An exchange begins: its request's head can be trusted, nothing was done about it. */
  default void began(ExchangeFacts exchange) {}

  /** An exchange ended, whoever answered it. */
  void ended(ExchangeFacts exchange);

  /**
   * Bytes were answered that are no acceptable request, so that no exchange ever began.
   *
   * @param status what was answered
   * @param reason why
   * @param requestId the id of the answer
   * @param line how they begin
   * @param client who sent them
   */
  default void refused(
      int status, String reason, byte[] requestId, RefusedLine line, ClientEdge client) {}
}
