package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to whoever wants it, and the news of the client's connection.
 *
 * <p><b>Threading:</b> called on the event loop of the connection.
 */
public interface RequestBody {
  /** Takes a part of the body, without its framing. <b>Ownership</b> passes to the receiver. */
  void bodyPart(ByteBuf part);

  /** The body is complete. */
  void bodyEnd(@Nullable HeadFields trailers);

  /** No more bytes are at hand for the moment: what was written may be flushed. */
  void readComplete();

  /** The rest of the body is malformed: nothing more will come. */
  void bodyRefused(Rejection rejection);

  /** The body came too slowly: nothing more will come. */
  void bodyLate();

  /** The client's connection is closed. */
  void clientGone();

  /** The client takes more, or less, than it is sent. */
  void clientWritable(boolean writable);
}
