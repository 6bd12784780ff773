package io.servex.dump;

import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.DumpSink;
import io.servex.api.dump.RecordsLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes lines into a sequence of files. A flush writes whole lines, as many in one call of the
 * system as belong into the same file, so that what a killed process leaves behind ends with a line
 * save for at most one.
 */
final class JsonlSink implements DumpSink {
  private static final int KEPT = 4 << 20;
  private static final int INITIAL = 512 * 1024;

  private final RotatingFiles files;
  private ByteBuffer pending = ByteBuffer.allocateDirect(INITIAL);
  private int[] ends = new int[256];
  private int count;

  JsonlSink(RotatingFiles files) {
    this.files = files;
  }

  @Override
  public void write(DumpRecord record) {
    var line = record.line();
    if (pending.remaining() < line.remaining()) {
      var larger = Math.max(pending.capacity() * 2, pending.position() + line.remaining());
      pending = ByteBuffer.allocateDirect(larger).put(pending.flip());
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
    }
    ends[count++] = pending.put(line).position();
  }

  @Override
  public void flush() throws IOException {
    var lines = count;
    var done = 0;
    pending.flip();
    try {
      while (done < lines) {
        done = writeRun(done, lines);
      }
    } catch (IOException e) {
      throw new RecordsLostException(lines - done, e);
    } finally {
      count = 0;
      pending.clear();
      if (pending.capacity() > KEPT) {
        pending = ByteBuffer.allocateDirect(INITIAL);
      }
    }
  }

  /** Writes the lines from an index on that the file in use has room for; at least one. */
  private int writeRun(int first, int lines) throws IOException {
    var start = first == 0 ? 0 : ends[first - 1];
    files.makeRoom(ends[first] - start);
    var next = first + 1;
    while (next < lines && files.hasRoom(ends[next] - start)) {
      next++;
    }
    files.append(pending.slice(start, ends[next - 1] - start));
    return next;
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
