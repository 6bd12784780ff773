package io.servex.core.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.servex.core.decode.ClientEdge;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.LocalResponse;
import io.servex.core.filter.BodyPipe;
import io.servex.core.filter.FilterRun;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one exchange on its way to the client: past the filters, and into the capture.
 *
 * <p><b>Threading:</b> confined to the event loop of the exchange.
 */
final class ResponseRelay {
  private final DecodedRequest request;
  private final @Nullable ExchangeEvents events;
  private @Nullable FilterRun filters;
  private @Nullable ExchangeCapture capture;
  private @Nullable BodyPipe pipe;
  private boolean failed;
  private long bytes;
  private int status;

  ResponseRelay(DecodedRequest request, @Nullable ExchangeEvents events) {
    this.request = request;
    this.events = events;
  }

  /** Answers pass these filters from now on. */
  void through(FilterRun run) {
    filters = run;
  }

  /** Answers are captured from now on. */
  void into(@Nullable ExchangeCapture copy) {
    capture = copy;
  }

  /** Takes an answer that was made here; what is to be sent comes back. */
  LocalResponse local(LocalResponse answer) {
    var passing = filters;
    return sent(passing == null ? answer : passing.response(answer));
  }

  private LocalResponse sent(LocalResponse answer) {
    status = answer.status();
    bytes += answer.body().length;
    if (capture != null && !request.isHead()) {
      capture.responseBody(answer.body());
    }
    if (events != null) {
      events.answered(answer);
    }
    return answer;
  }

  /**
   * Takes a backend's head.
   *
   * @return null, or what is to be sent in its place
   */
  @Nullable LocalResponse head(DecodedResponse response) {
    status = response.status();
    var passing = filters;
    var changes = passing == null ? null : passing.response(response);
    if (changes == null) {
      return null;
    }
    pipe = changes.body();
    failed = changes.failed();
    var instead = changes.replacement();
    return instead == null ? null : sent(instead);
  }

  /** The body came out of a file, and was sent. */
  void fileSent(long count) {
    bytes += count;
  }

  /** Whether the answer is another because a filter failed. */
  boolean failed() {
    return failed;
  }

  /**
   * Takes the part of the body that came with the head. <b>Ownership</b> passes, and that of the
   * result back.
   *
   * @return what is to be sent; null when it cannot be made
   */
  @Nullable ByteBuf first(DecodedResponse response, ByteBuf part, boolean last) {
    var result = transformed(part, last);
    if (last && pipe != null && result != null) {
      response.length(result.readableBytes());
    }
    if (result == null) {
      return null;
    }
    if (events != null) {
      events.answered(response);
    }
    return captured(result, response.contentLength());
  }

  /** Takes a further part, like {@link #first}. */
  @Nullable ByteBuf part(ByteBuf part, boolean last) {
    var result = transformed(part, last);
    return result == null ? null : captured(result, 0);
  }

  /** What is still to be sent before the end of the body; null when it cannot be made. */
  @Nullable ByteBuf rest() {
    return pipe == null ? Unpooled.EMPTY_BUFFER : part(Unpooled.EMPTY_BUFFER, true);
  }

  /**
   * Sends what a client may wait for while the backend pauses.
   *
   * @return whether it could be made
   */
  boolean flush(ClientEdge client) {
    var through = pipe;
    if (through == null) {
      return true;
    }
    ByteBuf rest;
    try {
      rest = through.flush();
    } catch (Throwable e) {
      broken(through, e);
      return false;
    }
    client.bodyPart(captured(rest, 0), false);
    return true;
  }

  private @Nullable ByteBuf transformed(ByteBuf part, boolean last) {
    var through = pipe;
    if (through == null) {
      return part;
    }
    try {
      return through.transform(part, last);
    } catch (Throwable e) {
      broken(through, e);
      return null;
    }
  }

  private void broken(BodyPipe through, Throwable cause) {
    failed = true;
    var passed = filters;
    if (passed != null) {
      passed.blame(through, cause);
    }
  }

  private ByteBuf captured(ByteBuf part, long announced) {
    bytes += part.readableBytes();
    if (capture != null) {
      capture.responsePart(part, announced);
    }
    return part;
  }

  /** Bytes of a tunnel pass. */
  void tunnelled(int count) {
    bytes += count;
  }

  /** The backend opened a tunnel. */
  void upgraded(DecodedResponse response) {
    status = response.status();
    if (events != null) {
      events.answered(response);
    }
  }

  /** The answer is this, though nothing of it passes here. */
  void status(int known) {
    status = known;
  }

  /** The status that the client is answered with. */
  int status() {
    return status;
  }

  /** The bytes of bodies so far, without framing. */
  long bytes() {
    return bytes;
  }

  /** Whoever looked at the answer learns that it is over. */
  void ended() {
    if (pipe != null) {
      pipe.close();
    }
    if (filters != null) {
      filters.completed(status);
    }
  }
}
