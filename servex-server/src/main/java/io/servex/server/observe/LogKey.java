package io.servex.server.observe;

import java.nio.charset.StandardCharsets;

/** The name of a field of a line, ready to be written in either format. */
final class LogKey {
  final byte[] json;
  final byte[] text;

  LogKey(String name) {
    json = ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    text = (name + "=").getBytes(StandardCharsets.US_ASCII);
  }
}
