package io.servex.server.demo;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sends the requests of an ordinary day through a gateway, so that the JVM sees what it will need
 * and can write its AOT cache. What is answered does not matter, only that it is.
 */
public final class Rehearsal {
  private static final int ROUNDS = 500;
  private static final int PATIENCE_MS = 10_000;
  private static final List<String> REQUESTS =
      List.of(
          "GET /api/users?page=1 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n",
          "POST /api/users HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nname",
          "PUT /api/users HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "4\r\nname\r\n0\r\n\r\n",
          "GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");

  private Rehearsal() {}

  /** Sends them all, one after the other, over one connection. */
  public static void through(InetSocketAddress gateway) throws IOException {
    try (var socket = new Socket(gateway.getAddress(), gateway.getPort())) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MS);
      for (var round = 0; round < ROUNDS; round++) {
        for (var request : REQUESTS) {
          socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
          skipResponse(socket.getInputStream());
        }
      }
    }
  }

  private static void skipResponse(InputStream in) throws IOException {
    var length = 0L;
    for (var line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Long.parseLong(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("the gateway closed the connection");
      }
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }
}
