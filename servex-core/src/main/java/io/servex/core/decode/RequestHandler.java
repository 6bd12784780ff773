package io.servex.core.decode;

/**
 * Takes over a request once its head can be trusted.
 *
 * <p><b>Threading:</b> called on the event loop of the connection.
 */
public interface RequestHandler {
  /**
   * Begins an exchange. The answer may be given before this returns.
   *
   * @param request the head; the exchange may use it until it has answered
   * @param client where the answer goes
   * @return who takes the body
   */
  RequestBody begin(DecodedRequest request, ClientEdge client);

  /**
   * Answers bytes that are no acceptable request; the connection closes after it.
   *
   * @param line how they begin
   */
  void refuse(Rejection rejection, RefusedLine line, ClientEdge client);

  /**
   * Answers a request whose head did not arrive in time; the connection closes after it.
   *
   * @param line how it begins
   */
  void refuseLate(RefusedLine line, ClientEdge client);
}
