package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.servex.core.decode.ResponseHeads.Persistence;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of one client's connection in HTTP/1.1's form, and chooses their framing.
 *
 * <p><b>Threading:</b> confined to the event loop of its channel. <b>Ownership:</b> every buffer
 * that is passed in belongs to the channel from then on.
 */
final class AnswerWriter {
  private static final int SMALL_BODY = 2048;

  private final Channel channel;
  private final ByteWriter out;
  private @Nullable HeadTee tee;
  private boolean chunked;

  AnswerWriter(Channel channel, ByteWriter out) {
    this.channel = channel;
    this.out = out;
  }

  /** Whether the length of a body is known only when it ends. */
  static boolean lengthUnknown(DecodedResponse response) {
    return response.framing() == Framing.CHUNKED || response.framing() == Framing.UNTIL_CLOSE;
  }

  /** Shows the next head, interim ones apart, to somebody else too. */
  void tee(HeadTee next) {
    tee = next;
  }

  private ByteWriter shown(ByteWriter head) {
    var seeing = tee;
    if (seeing != null) {
      tee = null;
      seeing.head(head.bytes(), head.length());
    }
    return head;
  }

  void proceed() {
    write(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", StandardCharsets.US_ASCII));
  }

  void interim(DecodedResponse response) {
    write(behind(ResponseHeads.interim(out.reset(), response), Unpooled.EMPTY_BUFFER));
  }

  /** Writes a backend's head and the first part of its body, possibly empty. */
  void head(
      DecodedResponse response,
      byte[] requestId,
      boolean http10,
      Persistence persistence,
      ByteBuf part) {
    chunked = lengthUnknown(response) && !http10;
    var head = ResponseHeads.relayed(out.reset(), response, requestId, chunked, persistence);
    write(behind(shown(head), chunked && part.isReadable() ? framed(part) : part));
  }

  /** Writes a further part, possibly empty. */
  void part(ByteBuf part) {
    if (part.isReadable()) {
      write(chunked ? framed(part) : part);
    } else {
      part.release();
    }
  }

  /** Ends the body. */
  void end(@Nullable HeadFields trailers) {
    if (chunked) {
      write(ChunkFraming.last(trailers, channel.alloc()));
    }
  }

  /** Writes a message that was made here. */
  void local(
      LocalResponse response, byte[] requestId, Persistence persistence, boolean withoutBody) {
    var head = shown(ResponseHeads.local(out.reset(), response, requestId, false, persistence));
    if (!withoutBody) {
      head.put(response.body());
    }
    write(buffer(head, head.length()));
  }

  /** Writes the head of a message whose body somebody else writes. */
  void localHead(
      LocalResponse response, byte[] requestId, boolean chunkedBody, Persistence persistence) {
    var head =
        shown(ResponseHeads.local(out.reset(), response, requestId, chunkedBody, persistence));
    write(buffer(head, head.length()));
  }

  /** Writes a 101 and the first bytes behind it. */
  void upgraded(DecodedResponse response, byte[] requestId, ByteBuf rest) {
    write(behind(shown(ResponseHeads.upgraded(out.reset(), response, requestId)), rest));
  }

  void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  private ByteBuf framed(ByteBuf part) {
    return ChunkFraming.frame(part, channel.alloc());
  }

  /**
   * Puts a head in front of the first bytes of a body: into the space before them where the
   * backend's own head was read, by copying them where they are few, and otherwise in a buffer of
   * its own.
   */
  private ByteBuf behind(ByteWriter head, ByteBuf part) {
    var length = head.length();
    if (part.refCnt() == 1
        && part.isReadable()
        && !part.isReadOnly()
        && part.readerIndex() >= length) {
      var start = part.readerIndex() - length;
      part.setBytes(start, head.bytes(), 0, length);
      return part.readerIndex(start);
    }
    if (part.readableBytes() <= SMALL_BODY) {
      var both = buffer(head, length + part.readableBytes()).writeBytes(part);
      part.release();
      return both;
    }
    write(buffer(head, length));
    return part;
  }

  private ByteBuf buffer(ByteWriter head, int capacity) {
    return channel.alloc().directBuffer(capacity).writeBytes(head.bytes(), 0, head.length());
  }
}
