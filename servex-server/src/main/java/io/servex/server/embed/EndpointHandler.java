package io.servex.server.embed;

/**
 * Answers the requests for one path.
 *
 * <p><b>Threading:</b> called on a virtual thread of its own for each request, so it may block;
 * many requests at the same time.
 */
@FunctionalInterface
public interface EndpointHandler {
  /**
   * Answers a request by one of the exchange's methods. Where none is called, the answer is 204.
   *
   * @param exchange the request and the answer to it
   * @throws Exception if there is no answer: the client gets 500, the log the cause
   */
  void handle(EndpointExchange exchange) throws Exception;
}
