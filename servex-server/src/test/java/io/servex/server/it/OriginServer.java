package io.servex.server.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend of plain sockets that keeps every byte it gets and answers as a test says. */
final class OriginServer implements AutoCloseable {
  private final ServerSocket listening;
  private final String scheme;
  private final boolean readsBodies;
  private final Behaviour behaviour;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger bytes = new AtomicInteger();
  private final AtomicInteger active = new AtomicInteger();
  private final AtomicInteger mostActive = new AtomicInteger();
  private volatile boolean closed;

  /** What happens once a request is read. */
  interface Behaviour {
    /** Answers; returns whether the connection goes on. */
    boolean answer(String request, InputStream in, OutputStream out, Socket socket)
        throws Exception;
  }

  OriginServer(Behaviour behaviour) throws IOException {
    this(listen(0), "http", true, behaviour);
  }

  private OriginServer(
      ServerSocket listening, String scheme, boolean readsBodies, Behaviour behaviour) {
    this.listening = listening;
    this.scheme = scheme;
    this.readsBodies = readsBodies;
    this.behaviour = behaviour;
    Thread.ofVirtual().start(this::accept);
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 512, InetAddress.getLoopbackAddress());
  }

  /** Answers 200 with a text. */
  static OriginServer answering(String body) throws IOException {
    return answering(body, 0);
  }

  /** Answers 200 with a text, at a given port. */
  static OriginServer answering(String body, int port) throws IOException {
    return new OriginServer(
        listen(port), "http", true, (request, in, out, socket) -> write(out, ok(body)));
  }

  /** Does something with heads alone, and leaves bodies unread. */
  static OriginServer withoutBodies(Behaviour behaviour) throws IOException {
    return new OriginServer(listen(0), "http", false, behaviour);
  }

  /** Answers 200 with a text, at a given socket. */
  static OriginServer answering(String body, ServerSocket listening) {
    return new OriginServer(
        listening, "http", true, (request, in, out, socket) -> write(out, ok(body)));
  }

  /** Speaks TLS. */
  static OriginServer secured(ServerSocket listening, Behaviour behaviour) {
    return new OriginServer(listening, "https", true, behaviour);
  }

  /** Answers 200 with the request itself. */
  static OriginServer echo() throws IOException {
    return new OriginServer((request, in, out, socket) -> write(out, ok(request)));
  }

  /** Answers with these bytes and goes on. */
  static OriginServer raw(String response) throws IOException {
    return new OriginServer((request, in, out, socket) -> write(out, response));
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: "
        + body.getBytes(StandardCharsets.ISO_8859_1).length
        + "\r\n\r\n"
        + body;
  }

  static boolean write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return true;
  }

  private void accept() {
    try {
      while (true) {
        var socket = listening.accept();
        sockets.add(socket);
        if (closed) {
          socket.close();
        }
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      assert listening.isClosed() : e;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(30_000);
      var in = new BufferedInputStream(socket.getInputStream());
      while (true) {
        var request = read(in);
        if (request.isEmpty()) {
          return;
        }
        requests.add(request);
        mostActive.accumulateAndGet(active.incrementAndGet(), Math::max);
        try (var out = new AnswerStream(socket.getOutputStream(), active::decrementAndGet)) {
          if (!behaviour.answer(request, in, out, socket)) {
            return;
          }
        }
      }
    } catch (Exception e) {
      assert e != null;
    }
  }

  private String read(InputStream in) throws IOException {
    var text = new StringBuilder();
    while (text.length() < 4 || !text.substring(text.length() - 4).equals("\r\n\r\n")) {
      var next = in.read();
      if (next < 0) {
        return "";
      }
      bytes.incrementAndGet();
      text.append((char) next);
    }
    if (!readsBodies) {
      return text.toString();
    }
    var head = text.toString().toLowerCase(Locale.ROOT);
    var length = head.indexOf("\r\ncontent-length: ");
    if (length >= 0) {
      var size = Integer.parseInt(head.substring(length + 18, head.indexOf('\r', length + 18)));
      text.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
    } else if (head.contains("transfer-encoding: chunked")) {
      text.append(new String(chunks(in), StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      var size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      if (size == 0) {
        for (var trailer = line(in); !trailer.isEmpty(); trailer = line(in)) {
          body.write(("[" + trailer + "]").getBytes(StandardCharsets.ISO_8859_1));
        }
        return body.toByteArray();
      }
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var next = in.read(); next != '\n' && next >= 0; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  int port() {
    return listening.getLocalPort();
  }

  String url() {
    return scheme + "://127.0.0.1:" + port();
  }

  List<String> requests() {
    return requests;
  }

  int connections() {
    return connections.get();
  }

  /** How many connections neither side has closed. */
  int openConnections() {
    return (int) sockets.stream().filter(socket -> !socket.isClosed()).count();
  }

  /** How many requests were read whose answers have not begun. */
  int active() {
    return active.get();
  }

  int bytes() {
    return bytes.get();
  }

  int mostActive() {
    return mostActive.get();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listening.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
