package io.servex.server.it;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A backend that answers probes as a test says at that moment, and all else with its name. */
final class HealthOrigin implements AutoCloseable {
  private final AtomicReference<String> status = new AtomicReference<>("200 OK");
  private final OriginServer server;

  HealthOrigin(String name) throws IOException {
    server =
        new OriginServer((request, in, out, socket) -> {
          if (!probe(request)) {
            return OriginServer.write(out, OriginServer.ok(name));
          }
          OriginServer.write(out, "HTTP/1.1 " + status.get() + "\r\nContent-Length: 2\r\n\r\nok");
          return false;
        });
  }

  static boolean probe(String request) {
    return request.contains("\r\nUser-Agent: servex-health\r\n");
  }

  /** What probes are answered from now on. */
  void answers(String next) {
    status.set(next);
  }

  List<String> probes() {
    return server.requests().stream().filter(HealthOrigin::probe).toList();
  }

  List<String> traffic() {
    return server.requests().stream().filter(request -> !probe(request)).toList();
  }

  String url() {
    return server.url();
  }

  OriginServer server() {
    return server;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
