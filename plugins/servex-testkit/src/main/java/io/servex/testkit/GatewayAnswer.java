package io.servex.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway answered.
 *
 * @param status the status (RFC 9110 §15)
 * @param fields the header fields in their order
 * @param body the body as UTF-8
 */
public record GatewayAnswer(int status, List<TestRequest.Field> fields, String body) {
  private static final int PATIENCE_MILLIS = 30_000;

  /** Copies the list. */
  public GatewayAnswer {
    fields = List.copyOf(fields);
  }

  /**
   * The first value of a field.
   *
   * @param name the field's name in any case
   * @return the value, or null when the field is absent
   */
  public @Nullable String header(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(TestRequest.Field::value)
        .findFirst()
        .orElse(null);
  }

  /** Asks over a connection of its own, which ends with the answer. */
  static GatewayAnswer to(URI uri, String method, String body, String... headers)
      throws IOException {
    try (var socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request(uri, method, body, headers));
      socket.getOutputStream().flush();
      return read(new BufferedInputStream(socket.getInputStream()), method.equals("HEAD"));
    }
  }

  private static byte[] request(URI uri, String method, String body, String... headers)
      throws IOException {
    if (headers.length % 2 != 0) {
      throw new IllegalArgumentException(
          headers.length + " headers (expected: names and values in turn)");
    }
    var content = body.getBytes(StandardCharsets.UTF_8);
    var target = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(uri.getAuthority()).append("\r\nConnection: close\r\n");
    if (content.length > 0) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    for (var i = 0; i < headers.length; i += 2) {
      head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    var bytes = new ByteArrayOutputStream();
    bytes.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    bytes.write(content);
    return bytes.toByteArray();
  }

  private static GatewayAnswer read(InputStream in, boolean toHead) throws IOException {
    var start = line(in);
    var status = Integer.parseInt(start.substring(9, 12));
    var fields = new ArrayList<TestRequest.Field>();
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      fields.add(
          new TestRequest.Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    if (status >= 100 && status < 200 && status != 101) {
      return read(in, toHead);
    }
    var head = new GatewayAnswer(status, fields, "");
    var bodiless = toHead || status == 101 || status == 204 || status == 304;
    var body = bodiless ? new byte[0] : head.body(in);
    return new GatewayAnswer(status, fields, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] body(InputStream in) throws IOException {
    var length = header("Content-Length");
    if (length != null) {
      return exactly(in, Integer.parseInt(length));
    }
    if (!"chunked".equalsIgnoreCase(header("Transfer-Encoding"))) {
      return in.readAllBytes();
    }
    var body = new ByteArrayOutputStream();
    for (var size = size(in); size > 0; size = size(in)) {
      body.write(exactly(in, size));
      var end = line(in);
      assert end.isEmpty() : end;
    }
    return body.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in).replaceFirst(";.*", "").strip(), 16);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends after " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the answer ends within its head: " + line);
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }
}
