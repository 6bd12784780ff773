package io.servex.dump;

import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.DumpSink;
import java.io.IOException;
import java.io.OutputStream;

/** Writes lines to a stream that it does not own. */
final class StreamSink implements DumpSink {
  private final OutputStream out;
  private byte[] pending = new byte[64 * 1024];
  private int length;

  StreamSink(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(DumpRecord record) {
    var line = record.line();
    var more = line.remaining();
    if (pending.length - length < more) {
      pending = java.util.Arrays.copyOf(pending, Math.max(length + more, pending.length * 2));
    }
    line.get(pending, length, more);
    length += more;
  }

  @Override
  public void flush() throws IOException {
    var count = length;
    length = 0;
    out.write(pending, 0, count);
    out.flush();
  }

  @Override
  public void close() {
    length = 0;
  }
}
