package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an exchange, whatever its protocol version.
 *
 * <p><b>Threading:</b> confined to the event loop of {@link #worker()}. <b>Ownership:</b> every
 * buffer that is passed in belongs to this side from then on.
 */
public interface ClientEdge {
  Worker worker();

  /** Who is on the other end. */
  ClientPeer peer();

  /** Shows the head of the next answer to somebody else too. */
  void tee(HeadTee tee);

  /** Tells a client that waits for it to send the body (RFC 9110 §15.2.1). */
  void proceed();

  /** Relays an interim response (RFC 9110 §15.2). */
  void interim(DecodedResponse response);

  /**
   * Relays a final head and the first part of the body.
   *
   * @param response the backend's head
   * @param requestId the id of the exchange
   * @param part the first bytes of the body, possibly none
   * @param last whether the body ends with them
   */
  void respond(DecodedResponse response, byte[] requestId, ByteBuf part, boolean last);

  /** Relays a further part of the body. */
  void bodyPart(ByteBuf part, boolean last);

  /** Ends a body after its last part, with trailers if there are any. */
  void end(@Nullable HeadFields trailers);

  /** Answers with a message that was made here. */
  void respond(LocalResponse response, byte[] requestId);

  /** Relays a 101; from then on, bytes pass both ways as they are. */
  void upgrade(DecodedResponse response, byte[] requestId, ByteBuf rest);

  /** Writes bytes of a tunnel. */
  void tunnel(ByteBuf part);

  /** Ends a tunnel after what was written. */
  void closeTunnel();

  void flush();

  /** Cuts the connection, so that a truncated answer looks truncated. */
  void abort();

  /** Whether the client keeps up with what it is sent. */
  boolean writable();

  /** Stops reading the request's body. */
  void pause();

  /** Goes on reading the request's body. */
  void resume();
}
