package io.servex.server.it;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Where one answer is written. Its beginning is told before the first byte leaves, so that nobody
 * who got the answer can be ahead of whoever counts. Closing it leaves the connection open.
 */
final class AnswerStream extends FilterOutputStream {
  private final Runnable begins;
  private boolean begun;

  AnswerStream(OutputStream out, Runnable begins) {
    super(out);
    this.begins = begins;
  }

  private void begin() {
    if (!begun) {
      begun = true;
      begins.run();
    }
  }

  @Override
  public void write(int value) throws IOException {
    begin();
    out.write(value);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    begin();
    out.write(bytes, offset, length);
  }

  /** The answer is over, if there was any. */
  @Override
  public void close() {
    begin();
  }
}
