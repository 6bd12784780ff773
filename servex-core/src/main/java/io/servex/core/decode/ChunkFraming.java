package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Writes the chunked transfer coding (RFC 9112 §7.1) around the parts of a body. */
public final class ChunkFraming {
  private static final byte[] HEX =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final int LONGEST = 10;

  private ChunkFraming() {}

  /**
   * Frames one part as a chunk: in the part's own buffer where there is room before and after it,
   * otherwise in a copy.
   *
   * @param part one byte or more; <b>ownership</b> passes in, and out with the result
   */
  public static ByteBuf frame(ByteBuf part, ByteBufAllocator allocator) {
    var size = part.readableBytes();
    var digits = digits(size);
    if (part.refCnt() == 1
        && !part.isReadOnly()
        && part.readerIndex() >= digits + 2
        && part.writableBytes() >= 2) {
      var start = part.readerIndex() - digits - 2;
      writeSize(part, start, size, digits);
      part.readerIndex(start);
      part.writeByte('\r').writeByte('\n');
      return part;
    }
    try {
      var framed = allocator.directBuffer(size + LONGEST + 2);
      writeSize(framed, 0, size, digits);
      framed.writerIndex(digits + 2).writeBytes(part).writeByte('\r').writeByte('\n');
      return framed;
    } finally {
      part.release();
    }
  }

  /** The last chunk, with trailers if there are any. */
  public static ByteBuf last(@Nullable HeadFields trailers, ByteBufAllocator allocator) {
    var end = allocator.directBuffer(64);
    end.writeByte('0').writeByte('\r').writeByte('\n');
    if (trailers != null) {
      for (var field = 0; field < trailers.count(); field++) {
        if (!trailers.dropped(field)) {
          writeField(end, trailers, field);
        }
      }
    }
    return end.writeByte('\r').writeByte('\n');
  }

  private static void writeField(ByteBuf out, HeadFields fields, int field) {
    var bytes = fields.bytes();
    out.writeBytes(bytes, fields.nameStart(field), fields.nameEnd(field) - fields.nameStart(field));
    out.writeByte(':').writeByte(' ');
    out.writeBytes(
        bytes, fields.valueStart(field), fields.valueEnd(field) - fields.valueStart(field));
    out.writeByte('\r').writeByte('\n');
  }

  private static int digits(int size) {
    return Math.max(1, (35 - Integer.numberOfLeadingZeros(size)) / 4);
  }

  private static void writeSize(ByteBuf out, int at, int size, int digits) {
    var rest = size;
    for (var i = digits - 1; i >= 0; i--) {
      out.setByte(at + i, HEX[rest & 15]);
      rest >>>= 4;
    }
    out.setByte(at + digits, '\r');
    out.setByte(at + digits + 1, '\n');
  }
}
