package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the parser makes of a head.
 *
 * @param length what the parser returned
 * @param rejection why the head was refused; null when it was not
 * @param request the request; meaningful when it was not refused
 */
record Reading(int length, @Nullable Rejection rejection, DecodedRequest request) {
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static Reading of(String text) {
    return of(text, RequestLimits.DEFAULT);
  }

  static Reading of(String text, RequestLimits limits) {
    return into(new DecodedRequest(), bytes(text), limits);
  }

  static Reading into(DecodedRequest request, byte[] bytes, RequestLimits limits) {
    var parser = new Http1HeadParser();
    request.fields.clear();
    request.fields.append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    var length = parser.parseRequest(request, bytes.length, limits);
    return new Reading(length, length < 0 ? parser.rejection() : null, request);
  }

  /** The request of a head that must be accepted whole. */
  static DecodedRequest accepted(String text) {
    var reading = of(text);
    assertThat(reading.rejection()).isNull();
    assertThat(reading.length()).isEqualTo(text.length());
    return reading.request();
  }

  /** Why a head is refused. */
  static @Nullable Rejection refused(String text) {
    var reading = of(text);
    assertThat(reading.length()).isNegative();
    return reading.rejection();
  }

  /** A GET with a Host, and further lines that each end in CRLF. */
  static String get(String lines) {
    return "GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n";
  }
}
