package io.servex.core.decode;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the chunked transfer coding (RFC 9112 §7.1) in the buffer that was read: the data of all
 * chunks in it is moved together, so that it leaves as one piece without a copy elsewhere.
 *
 * <p>Strict: sizes are plain hexadecimal digits, every line ends in CRLF, extensions are dropped
 * and bounded, a quote in them is closed in the same line, trailers that carry framing, routing or
 * authentication are refused.
 *
 * <p><b>Threading:</b> confined to the event loop of its connection.
 */
public final class ChunkDecoder {
  private static final int MAX_LINE = 256;

  /** How many bytes of extensions may come that the data does not outweigh. */
  private static final int MAX_EXCESS = 16 * 1024;

  private static final int FREE_PER_CHUNK = 16;
  private static final int MAX_TRAILER_BYTES = 8 * 1024;
  private static final int MAX_SIZE_DIGITS = 15;
  private static final RequestLimits TRAILER_LIMITS =
      new RequestLimits(0, MAX_TRAILER_BYTES, 16, RequestLimits.Underscores.KEEP);

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    END_LF,
    DONE
  }

  private State state = State.SIZE;
  private long left;
  private int digits;
  private int lineLength;
  private int excess;
  private boolean quoted;
  private boolean escaped;
  private int dataStart;
  private @Nullable Rejection rejection;
  private @Nullable HeadFields trailers;

  /** Begins a new body. */
  public void reset() {
    state = State.SIZE;
    left = 0;
    digits = 0;
    lineLength = 0;
    excess = 0;
    rejection = null;
    trailers = null;
  }

  /** Whether the last chunk and the trailers were read. */
  public boolean done() {
    return state == State.DONE;
  }

  /** Why the body is malformed; null while it is not. */
  public @Nullable Rejection rejection() {
    return rejection;
  }

  /** The trailers of a body that is done; null without any. */
  public @Nullable HeadFields trailers() {
    return trailers;
  }

  /** Where the data of the last {@link #decode} begins in its buffer. */
  public int dataStart() {
    return dataStart;
  }

  /**
   * Decodes what is there. The buffer's reader index is moved behind what belongs to this body.
   *
   * @param in bytes of the body, and perhaps of what follows it
   * @return the number of data bytes, which lie together from {@link #dataStart()}
   */
  public int decode(ByteBuf in) {
    dataStart = in.readerIndex();
    var count = 0;
    while (in.isReadable() && state != State.DONE && rejection == null) {
      if (state == State.DATA) {
        count += data(in, count);
      } else if (state == State.TRAILERS) {
        endOrTrailers(in);
      } else {
        framing(in.readByte());
      }
    }
    return count;
  }

  private int data(ByteBuf in, int count) {
    var size = (int) Math.min(left, in.readableBytes());
    var from = in.readerIndex();
    if (count == 0) {
      dataStart = from;
    } else if (dataStart + count != from) {
      in.setBytes(dataStart + count, in, from, size);
    }
    in.skipBytes(size);
    left -= size;
    if (left == 0) {
      state = State.DATA_CR;
    }
    return size;
  }

  private void framing(byte b) {
    lineLength++;
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case SIZE_LF -> sizeEnd(b);
      case DATA_CR -> expect(b, '\r', State.DATA_LF);
      case DATA_LF -> {
        expect(b, '\n', State.SIZE);
        digits = 0;
        left = 0;
        lineLength = 0;
      }
      case END_LF -> {
        expect(b, '\n', State.DONE);
        rejection = state == State.DONE ? null : Rejection.BAD_TRAILER;
      }
      case DATA, TRAILERS, DONE -> reject(Rejection.BAD_CHUNK);
    }
  }

  private void size(byte b) {
    var digit = b < 0 ? -1 : Character.digit(b, 16);
    if (digit >= 0) {
      left = left << 4 | digit;
      digits++;
      if (digits > MAX_SIZE_DIGITS) {
        reject(Rejection.BAD_CHUNK);
      }
    } else if (digits > 0 && b == '\r') {
      state = State.SIZE_LF;
    } else if (digits > 0 && b == ';') {
      state = State.EXTENSION;
      quoted = false;
      escaped = false;
    } else {
      reject(Rejection.BAD_CHUNK);
    }
  }

  /** A line end inside quotes ends the line for some and not for others: it is refused. */
  private void extension(byte b) {
    if (b == '\r' && !quoted) {
      state = State.SIZE_LF;
    } else if (!ByteClasses.is(b, ByteClasses.VALUE) || lineLength > MAX_LINE) {
      reject(Rejection.BAD_CHUNK);
    } else if (escaped) {
      escaped = false;
    } else if (b == '"') {
      quoted = !quoted;
    } else if (b == '\\') {
      escaped = quoted;
    }
  }

  private void sizeEnd(byte b) {
    expect(b, '\n', left > 0 ? State.DATA : State.TRAILERS);
    var overhead = excess + lineLength - digits - FREE_PER_CHUNK - left;
    excess = (int) Math.max(0, overhead);
    if (excess > MAX_EXCESS) {
      reject(Rejection.BAD_CHUNK);
    }
  }

  private void expect(byte b, char wanted, State next) {
    if (b == wanted) {
      state = next;
    } else {
      reject(Rejection.BAD_CHUNK);
    }
  }

  private void endOrTrailers(ByteBuf in) {
    var fields = trailers;
    if (fields != null) {
      trailers(in, fields);
    } else if (in.getByte(in.readerIndex()) == '\r') {
      in.skipBytes(1);
      state = State.END_LF;
    } else {
      trailers = new HeadFields();
    }
  }

  /** Collects the trailers until their empty line; what follows stays in the buffer. */
  private void trailers(ByteBuf in, HeadFields fields) {
    var lineFeed = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    var size = lineFeed < 0 ? in.readableBytes() : lineFeed + 1 - in.readerIndex();
    if (fields.length + size > MAX_TRAILER_BYTES) {
      reject(Rejection.BAD_TRAILER);
      return;
    }
    fields.append(in, in.readerIndex(), size);
    in.skipBytes(size);
    if (lineFeed < 0) {
      return;
    }
    fields.clearFields();
    var length = new Http1HeadParser().fields(fields, 0, fields.length, TRAILER_LIMITS);
    if (length < 0) {
      reject(Rejection.BAD_TRAILER);
    } else if (length > 0) {
      state = State.DONE;
      for (var field = 0; field < fields.count(); field++) {
        if (TrailerNames.forbids(fields, field)) {
          reject(Rejection.BAD_TRAILER);
        }
      }
    }
  }

  private void reject(Rejection reason) {
    rejection = reason;
  }
}
