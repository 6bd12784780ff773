package io.servex.server.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Small backends on the loopback address, each of which answers with its name. */
public final class DemoBackends implements AutoCloseable {
  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Starts so many backends on free ports. */
  public DemoBackends(int count) throws IOException {
    for (var i = 1; i <= count; i++) {
      var name = "backend" + i;
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
      server.setExecutor(threads);
      server.createContext("/", exchange -> answer(name, exchange));
      server.start();
      servers.add(server);
    }
  }

  private static void answer(String name, HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().skip(Long.MAX_VALUE);
      var body =
          (name + " got " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + "\n")
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.getResponseHeaders().set("X-Powered-By", name);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** The port of a backend, counted from 0. */
  public int port(int index) {
    return servers.get(index).getAddress().getPort();
  }

  /** The sample of the documentation, on these backends. */
  public String yaml(String address) {
    return """
    server:
      http: "%s"
      enable_health_endpoint: true
    proxy:
      enabled: true
      rules:
        - name: "api-backend"
          path_prefix: "/api/"
          backends:
            - url: "http://127.0.0.1:%d"
              weight: 2
            - url: "http://127.0.0.1:%d"
              weight: 1
          load_balancing: "weighted_round_robin"
          strip_prefix: "/api"
    """
        .formatted(address, port(0), port(1));
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.close();
  }
}
