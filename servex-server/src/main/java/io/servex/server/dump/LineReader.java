package io.servex.server.dump;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/**
 * Reads files line by line into one array, which grows to the longest line and no further. What
 * follows the last line feed is no line: somebody is still writing it, or was killed while doing
 * so.
 */
final class LineReader {
  private static final int LONGEST = 1 << 30;

  private final LongConsumer progress;
  private byte[] buffer = new byte[256 * 1024];

  /** Takes lines. */
  interface Lines {
    /**
     * Takes one.
     *
     * @param bytes where it is; valid during the call only
     * @param start its first index
     * @param end the index behind its line feed
     * @return whether to go on
     */
    boolean line(byte[] bytes, int start, int end) throws IOException;
  }

  /** Makes a reader that tells how many bytes it took off the disk. */
  LineReader(LongConsumer progress) {
    this.progress = progress;
  }

  void read(Path file, Lines lines) throws IOException {
    try (var in = open(file)) {
      var filled = 0;
      for (var count = in.read(buffer, 0, buffer.length);
          count >= 0;
          count = in.read(buffer, filled, buffer.length - filled)) {
        var rest = lines(lines, filled, filled + count);
        if (rest < 0) {
          return;
        }
        filled += count - rest;
        System.arraycopy(buffer, rest, buffer, 0, filled);
        if (filled == buffer.length) {
          buffer = Arrays.copyOf(buffer, larger(file));
        }
      }
    } catch (EOFException e) {
      // A compressed file that is not complete: what could be read was.
      progress.accept(0);
    }
  }

  private int larger(Path file) throws IOException {
    if (buffer.length >= LONGEST) {
      throw new IOException(file + ": a line of more than " + LONGEST + " bytes");
    }
    return buffer.length * 2;
  }

  /** Hands out the lines that are complete; returns where the rest begins, or -1 to stop. */
  private int lines(Lines lines, int searched, int filled) throws IOException {
    var start = 0;
    for (var at = searched; at < filled; at++) {
      if (buffer[at] == '\n') {
        if (!lines.line(buffer, start, at + 1)) {
          return -1;
        }
        start = at + 1;
      }
    }
    return start;
  }

  private InputStream open(Path file) throws IOException {
    var counting = new Counting(Files.newInputStream(file), progress);
    return String.valueOf(file.getFileName()).endsWith(".gz")
        ? new GZIPInputStream(counting, 64 * 1024)
        : counting;
  }

  private static final class Counting extends FilterInputStream {
    private final LongConsumer progress;

    Counting(InputStream in, LongConsumer progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      var count = in.read(into, offset, length);
      progress.accept(Math.max(0, count));
      return count;
    }
  }
}
