package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.servex.core.decode.HeadFields;
import org.jspecify.annotations.Nullable;

/**
 * The backend's side of an exchange, whatever its protocol version.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange. <b>Ownership:</b> every buffer
 * that is passed in belongs to this side from then on.
 */
public interface UpstreamEdge {
  /** Sends the head of the exchange's request. */
  void begin(Exchange exchange);

  /** Sends a part of the request's body, or bytes of a tunnel. */
  void bodyPart(ByteBuf part);

  /** Ends the request. */
  void bodyEnd(@Nullable HeadFields trailers);

  void flush();

  /** Gives the exchange up: the connection is closed, and nothing is reported any more. */
  void cancel();

  /** Whether the backend keeps up with what it is sent. */
  boolean writable();

  /** Whether the connection had answered before this exchange. */
  boolean reused();

  /** Stops reading the response. */
  void pause();

  /** Goes on reading the response. */
  void resume();
}
