package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.servex.api.filter.BodyTooLargeException;
import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Framing;
import io.servex.core.decode.HeadFields;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way from the client to a backend. What comes before there is a
 * connection is held, and the client is told to wait.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class RequestRelay {
  private final ClientEdge client;
  private @Nullable ByteBuf held;
  private @Nullable HeadFields trailers;
  private @Nullable CompletableFuture<byte[]> wanted;
  private int limit;
  private boolean wholly;
  private boolean ended;
  private boolean sent;
  private @Nullable RequestReplay replay;
  private @Nullable BodyBound bound;
  private long bytes;

  RequestRelay(ClientEdge client) {
    this.client = client;
  }

  /** Keeps what is sent from now on, up to so many bytes, so that it can be sent again. */
  void keep(int most) {
    if (most > 0) {
      replay = new RequestReplay(most);
      if (held != null) {
        replay.add(held);
      }
    }
  }

  /** Bounds the whole body; the smallest bound of all holds. */
  void bound(BodyBound next) {
    var known = bound;
    if (known == null || next.most() < known.most()) {
      bound = next;
    }
  }

  /**
   * Whether a further part would make the body too long.
   *
   * @param part its length
   * @return the bound that it goes beyond, or null
   */
  @Nullable BodyBound exceeded(int part) {
    var known = bound;
    return known != null && bytes + part > known.most() ? known : null;
  }

  /** Notes a part of the body. */
  private void came(ByteBuf part) {
    bytes += part.readableBytes();
    var kept = replay;
    if (kept != null) {
      kept.add(part);
    }
  }

  /** Whether what was sent of the body can be sent once more, to another connection. */
  boolean repeatable() {
    var kept = replay;
    return !sent || kept != null && kept.complete();
  }

  /** Goes back to the beginning of the body. */
  void rewind() {
    var kept = replay;
    if (sent && kept != null) {
      release();
      held = kept.again();
      sent = false;
    }
  }

  /** Keeps a part until there is a connection. <b>Ownership</b> passes here. */
  void hold(ByteBuf part) {
    came(part);
    held = held == null ? part : held.alloc().compositeBuffer().addComponents(true, held, part);
    var collecting = wanted;
    if (collecting == null) {
      client.pause();
    } else if (reached(limit, wholly)) {
      wanted = null;
      client.pause();
      full(collecting);
    }
  }

  /** Whether a body is too long, or its beginning long enough. */
  private boolean reached(int most, boolean whole) {
    return whole ? bytes > most : bytes >= most;
  }

  private void full(CompletableFuture<byte[]> collecting) {
    if (wholly) {
      collecting.completeExceptionally(new BodyTooLargeException(limit));
    } else {
      collecting.complete(copy());
    }
  }

  /**
   * Holds the body, or the beginning of it, before it goes anywhere, and hands out a copy.
   *
   * @param most the bytes of the longest body, or of the beginning
   * @param whole whether all of it is wanted
   */
  CompletionStage<byte[]> collect(int most, boolean whole, DecodedRequest request) {
    var collecting = new CompletableFuture<byte[]>();
    limit = most;
    wholly = whole;
    if (reached(most, whole) || whole && request.contentLength() > most) {
      full(collecting);
    } else if (ended || request.framing() == Framing.NONE) {
      collecting.complete(copy());
    } else {
      wanted = collecting;
      if (request.expectsContinue()) {
        client.proceed();
      }
      client.resume();
    }
    return collecting;
  }

  private byte[] copy() {
    var all = held;
    var copy = new byte[all == null ? 0 : all.readableBytes()];
    if (all != null) {
      all.getBytes(all.readerIndex(), copy);
    }
    return copy;
  }

  /** Shows what is held to a capture that begins late. */
  void show(@Nullable ExchangeCapture capture) {
    var all = held;
    if (capture != null && all != null) {
      capture.requestPart(all);
    }
  }

  /** Sends a part. <b>Ownership</b> passes on; without a connection it is released. */
  void send(ByteBuf part, @Nullable UpstreamEdge connection) {
    came(part);
    if (connection == null) {
      part.release();
      return;
    }
    sent = true;
    connection.bodyPart(part);
    if (!connection.writable()) {
      client.pause();
    }
  }

  /** Notes the end of the body. */
  void end(@Nullable HeadFields ending) {
    ended = true;
    trailers = ending;
    var collecting = wanted;
    if (collecting != null) {
      wanted = null;
      collecting.complete(copy());
    }
  }

  /**
   * Sends what was held to a connection that has just got the head.
   *
   * @return whether any byte of the body was among it
   */
  boolean begin(UpstreamEdge connection) {
    var first = held;
    held = null;
    if (first != null) {
      sent = true;
      connection.bodyPart(first);
    }
    if (ended) {
      connection.bodyEnd(trailers);
    }
    return first != null;
  }

  /** Whether the whole body is here. */
  boolean ended() {
    return ended;
  }

  /** Whether any byte of the body was given to a backend. */
  boolean sent() {
    return sent;
  }

  /** The bytes of the body so far, without framing. */
  long bytes() {
    return bytes;
  }

  /** Lets go of what nobody will send. */
  void release() {
    var rest = held;
    held = null;
    wanted = null;
    if (rest != null) {
      rest.release();
    }
  }
}
