package io.servex.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.servex.core.decode.DecodedResponse;
import io.servex.core.decode.PartialHead;
import io.servex.core.decode.RequestLimits;
import io.servex.core.decode.UnreadBytes;
import io.servex.core.decode.Worker;

/**
 * Takes the heads of responses, interim ones too, out of the bytes of a backend's connection.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
final class ResponseHeadReader {
  private static final int FIRST_COPY = 2048;

  private final Worker worker;
  private final RequestLimits limits;
  private final PartialHead partial;
  private final UnreadBytes unread = new UnreadBytes();
  private boolean toHead;

  /** What {@link #read} found. */
  enum Result {
    COMPLETE,
    INCOMPLETE,
    REFUSED
  }

  ResponseHeadReader(Worker worker, RequestLimits limits) {
    this.worker = worker;
    this.limits = limits;
    this.partial = new PartialHead(limits);
  }

  /** Begins with the heads that answer one request. */
  void begin(boolean requestIsHead) {
    toHead = requestIsHead;
    partial.reset();
  }

  /** Appends what was read. <b>Ownership</b> passes here. */
  void add(ByteBuf read, ByteBufAllocator allocator) {
    unread.add(read, allocator);
  }

  /** Takes the next head out of the bytes, if it is complete. */
  Result read(DecodedResponse into) {
    var bytes = unread.peek();
    if (bytes == null || !partial.worthALook(bytes)) {
      return Result.INCOMPLETE;
    }
    var length = attempt(into, bytes);
    if (length == 0) {
      partial.incomplete();
      return Result.INCOMPLETE;
    }
    if (length < 0) {
      return Result.REFUSED;
    }
    partial.reset();
    bytes.skipBytes(length);
    return Result.COMPLETE;
  }

  private int attempt(DecodedResponse response, ByteBuf bytes) {
    var readable = Math.min(bytes.readableBytes(), limits.maxHeadBytes() + 1);
    var copied = Math.min(readable, FIRST_COPY);
    while (true) {
      response.clear();
      response.fields().append(bytes, bytes.readerIndex(), copied);
      var length = worker.parser().parseResponse(response, copied, toHead, limits);
      if (length != 0 || copied == readable) {
        return length;
      }
      copied = Math.min(readable, copied * 4);
    }
  }

  /** What lies behind the last head, perhaps nothing. <b>Ownership</b> passes to the caller. */
  ByteBuf takeRest() {
    var rest = unread.take();
    return rest == null ? Unpooled.EMPTY_BUFFER : rest;
  }

  void release() {
    unread.release();
  }
}
