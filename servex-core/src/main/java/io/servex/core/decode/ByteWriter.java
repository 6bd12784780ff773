package io.servex.core.decode;

import java.util.Arrays;

/**
 * A growing array in which a head is put together before it is written in one piece.
 *
 * <p><b>Threading:</b> one per event loop, used within one call.
 */
public final class ByteWriter {
  private byte[] bytes = new byte[4096];
  private int length;

  /** Begins anew. */
  public ByteWriter reset() {
    length = 0;
    return this;
  }

  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** Takes over a length after somebody wrote into {@link #bytes()} directly. */
  public void length(int end) {
    length = end;
  }

  /** Makes room for so many more bytes. */
  public void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  public ByteWriter put(byte[] source) {
    return put(source, 0, source.length);
  }

  /** Appends the range from {@code start} to before {@code end}. */
  public ByteWriter put(byte[] source, int start, int end) {
    reserve(end - start);
    System.arraycopy(source, start, bytes, length, end - start);
    length += end - start;
    return this;
  }

  /** Appends a text of ISO 8859-1 characters. */
  public ByteWriter put(String text) {
    reserve(text.length());
    for (var i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** Appends a number in decimal. */
  public ByteWriter putDecimal(long number) {
    if (number >= 10) {
      putDecimal(number / 10);
    }
    reserve(1);
    bytes[length++] = (byte) ('0' + number % 10);
    return this;
  }
}
