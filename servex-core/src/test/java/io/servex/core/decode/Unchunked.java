package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the chunk decoder makes of bytes that arrive in parts.
 *
 * @param data the data of all chunks
 * @param rejection why the body was refused; null when it was not
 * @param done whether the body came to its end
 * @param trailers the trailers, each {@code name=value;}
 * @param rest how many bytes lie behind the body; meaningful when it is done
 */
record Unchunked(
    String data, @Nullable Rejection rejection, boolean done, String trailers, int rest) {
  /** Decodes with a new part at each of the cuts. */
  static Unchunked of(byte[] bytes, int... cuts) {
    var decoder = new ChunkDecoder();
    var data = new ByteArrayOutputStream();
    var rest = 0;
    var from = 0;
    for (var i = 0; i <= cuts.length; i++) {
      var to = i < cuts.length ? cuts[i] : bytes.length;
      var part = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, to - from));
      try {
        part.writeBytes(bytes, from, to - from);
        rest += decode(decoder, part, data);
      } finally {
        part.release();
      }
      from = to;
    }
    return new Unchunked(
        data.toString(StandardCharsets.ISO_8859_1),
        decoder.rejection(),
        decoder.done(),
        text(decoder.trailers()),
        rest);
  }

  static Unchunked of(String text, int... cuts) {
    return of(Reading.bytes(text), cuts);
  }

  private static int decode(ChunkDecoder decoder, ByteBuf part, ByteArrayOutputStream data) {
    if (decoder.rejection() != null) {
      return 0;
    }
    var count = decoder.decode(part);
    var copy = new byte[count];
    part.getBytes(decoder.dataStart(), copy);
    data.writeBytes(copy);
    return part.readableBytes();
  }

  private static String text(@Nullable HeadFields fields) {
    var text = new StringBuilder();
    if (fields != null) {
      for (var field = 0; field < fields.count(); field++) {
        text.append(fields.name(field)).append('=').append(fields.value(field)).append(';');
      }
    }
    return text.toString();
  }
}
