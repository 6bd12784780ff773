package io.servex.health;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The answer to a probe: an HTTP/1 response, of whose head and body not more than a bounded part is
 * read.
 *
 * @param status the final status
 * @param body the first {@value #MAX_BODY} bytes at most, as UTF-8
 */
record ProbeAnswer(int status, String body) {
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_LINES = 500;
  private static final int MAX_BODY = 64 * 1024;

  /**
   * Reads an answer to a GET.
   *
   * @throws IOException if it is none, or ends too soon
   */
  static ProbeAnswer read(InputStream from) throws IOException {
    var in = new BufferedInputStream(from);
    for (var lines = 0; lines < MAX_LINES; ) {
      var status = status(line(in));
      long length = -1;
      var chunked = false;
      for (var line = line(in); !line.isEmpty(); line = line(in)) {
        if (++lines > MAX_LINES) {
          break;
        }
        var field = line.toLowerCase(Locale.ROOT);
        if (field.startsWith("content-length:")) {
          length = number(field.substring(15).strip(), 10);
        } else if (field.startsWith("transfer-encoding:")) {
          chunked = field.endsWith("chunked");
        }
      }
      if (status >= 200) {
        return new ProbeAnswer(status, body(in, status, length, chunked));
      }
      lines++;
    }
    throw new IOException("the head of the answer has no end");
  }

  private static int status(String line) throws IOException {
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new IOException("the answer is not HTTP/1");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static String body(InputStream in, int status, long length, boolean chunked)
      throws IOException {
    if (status == 204 || status == 304) {
      return "";
    }
    var body = new ByteArrayOutputStream();
    if (chunked) {
      chunks(in, body);
    } else if (length >= 0) {
      exactly(in, body, (int) Math.min(length, MAX_BODY));
    } else {
      body.writeBytes(in.readNBytes(MAX_BODY));
    }
    return body.toString(StandardCharsets.UTF_8);
  }

  private static void chunks(InputStream in, ByteArrayOutputStream body) throws IOException {
    while (body.size() < MAX_BODY) {
      var size = number(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return;
      }
      exactly(in, body, (int) Math.min(size, MAX_BODY - body.size()));
      if (body.size() < MAX_BODY) {
        line(in);
      }
    }
  }

  private static void exactly(InputStream in, ByteArrayOutputStream body, int count)
      throws IOException {
    var bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the answer ends too soon");
    }
    body.writeBytes(bytes);
  }

  private static long number(String digits, int radix) throws IOException {
    if (!digits.matches(radix == 10 ? "[0-9]{1,18}" : "[0-9A-Fa-f]{1,15}")) {
      throw new IOException("the answer has a length that is no number");
    }
    return Long.parseLong(digits, radix);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the answer ends too soon");
      }
      if (line.length() >= MAX_LINE) {
        throw new IOException("the answer has a line that is too long");
      }
      line.append((char) next);
    }
    var last = line.length() - 1;
    return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
  }
}
