package io.servex.server.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A client that sends bytes and reads responses strictly. */
final class RawHttpClient implements AutoCloseable {
  /** Long, for machines that do much else at the same time. */
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  /** A whole response. */
  record Response(int status, String head, String body) {
    /** The value of a field, or an empty text. */
    String field(String name) {
      for (var line : head.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return "";
    }

    /** The values of a field, one for each line. */
    List<String> fields(String name) {
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
          .map(line -> line.substring(name.length() + 2))
          .toList();
    }
  }

  RawHttpClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Speaks over a connection that is there, with TLS for instance. */
  RawHttpClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Waits so long for each byte. */
  RawHttpClient patient(Duration most) throws IOException {
    socket.setSoTimeout(Math.toIntExact(most.toMillis()));
    return this;
  }

  /** One request on a connection of its own. */
  static Response get(int port, String target, String... fields) throws IOException {
    try (var client = new RawHttpClient(port)) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: h.example\r\n" + lines(fields) + "\r\n");
      return client.response();
    }
  }

  static String lines(String... fields) {
    return fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
  }

  void send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  Response response() throws IOException {
    return response(false);
  }

  Response response(boolean toHead) throws IOException {
    var head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      head.append((char) next());
    }
    var text = head.toString();
    var status = Integer.parseInt(text.substring(9, 12));
    var response = new Response(status, text, "");
    if (toHead || status < 200 || status == 204 || status == 304) {
      return response;
    }
    var length = response.field("content-length");
    if (!length.isEmpty()) {
      var body = in.readNBytes(Integer.parseInt(length));
      if (body.length < Integer.parseInt(length)) {
        throw new EOFException("truncated");
      }
      return new Response(status, text, new String(body, StandardCharsets.ISO_8859_1));
    }
    if (response.field("transfer-encoding").equals("chunked")) {
      return new Response(status, text, chunks());
    }
    return new Response(status, text, new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
  }

  private String chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      var size = Integer.parseInt(line(), 16);
      var data = in.readNBytes(size);
      if (data.length < size) {
        throw new EOFException("truncated");
      }
      body.write(data);
      if (size == 0) {
        for (var trailer = line(); !trailer.isEmpty(); trailer = line()) {
          body.write(("[" + trailer + "]").getBytes(StandardCharsets.ISO_8859_1));
        }
        return body.toString(StandardCharsets.ISO_8859_1);
      }
      line();
    }
  }

  String line() throws IOException {
    var line = new StringBuilder();
    for (var next = next(); next != '\n'; next = next()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private int next() throws IOException {
    var next = in.read();
    if (next < 0) {
      throw new EOFException("the connection is closed");
    }
    return next;
  }

  /** Reads so many bytes. */
  String read(int count) throws IOException {
    return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
  }

  /** Passes over so many bytes. */
  void skip(long count) throws IOException {
    in.skipNBytes(count);
  }

  /** Reads until the other side closes, however it does. */
  String rest() throws IOException {
    var all = new ByteArrayOutputStream();
    try {
      for (var next = in.read(); next >= 0; next = in.read()) {
        all.write(next);
      }
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      assert e != null;
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** Whether a byte of an answer is there. */
  boolean answered() throws IOException {
    return in.available() > 0;
  }

  /** Ends the sending side. */
  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes with a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Whether the other side closes, however it does, without another byte. */
  boolean closed() {
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
