package io.servex.server.it;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A backend in a process of its own, which can be killed and stopped like any other. */
final class OriginProcess implements AutoCloseable {
  private final int port;
  private Process process;

  private OriginProcess(int port) throws IOException {
    this.port = port;
    this.process = launch(port);
  }

  /** Starts one on a free port. */
  static OriginProcess start() throws IOException {
    try (var free = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = free.getLocalPort();
      free.close();
      return new OriginProcess(port);
    }
  }

  private static Process launch(int port) throws IOException {
    var started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx32m",
                "-cp",
                Path.of("target", "test-classes").toAbsolutePath().toString(),
                OriginProcess.class.getName(),
                Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (started.getInputStream().read() < 0) {
      throw new IOException("the backend did not start");
    }
    return started;
  }

  /**
   * What runs in the process: says a byte once it listens, and answers everything with its port.
   */
  public static void main(String[] args) throws IOException {
    var port = Integer.parseInt(args[0]);
    var server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
    var body = args[0].getBytes(StandardCharsets.US_ASCII);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    System.out.write('.');
    System.out.flush();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  String name() {
    return Integer.toString(port);
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again, on its port. */
  void restart() throws IOException {
    process = launch(port);
  }

  /** Sends it a signal by name. */
  void signal(String name) throws IOException, InterruptedException {
    var sent = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (!sent.waitFor(10, TimeUnit.SECONDS) || sent.exitValue() != 0) {
      throw new IOException("kill -" + name + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
