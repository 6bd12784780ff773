package io.servex.server.dump;

import java.io.PrintStream;

/** Writes lines in large pieces, and notices when nobody reads them any more. */
final class LineOutput {
  private static final int PIECE = 64 * 1024;

  private final PrintStream out;
  private final byte[] piece = new byte[PIECE];
  private int length;

  LineOutput(PrintStream out) {
    this.out = out;
  }

  /** Writes a line; returns whether somebody reads on. */
  boolean write(byte[] bytes, int start, int end) {
    var count = end - start;
    if (count > PIECE - length && !flush()) {
      return false;
    }
    if (count > PIECE) {
      out.write(bytes, start, count);
      return flush();
    }
    System.arraycopy(bytes, start, piece, length, count);
    length += count;
    return true;
  }

  boolean flush() {
    out.write(piece, 0, length);
    length = 0;
    return !out.checkError();
  }
}
