package io.servex.server.it;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The tarball, unpacked and running as a process of its own. */
final class GatewayProcess implements AutoCloseable {
  private static final int LEAST_PORT = 10_000;

  private final Process process;
  private final Path log;
  private final int port;

  /**
   * Starts it and waits until it listens.
   *
   * @param folder an empty folder
   * @param options for the JVM
   * @param yaml the configuration, in which PORT stands for the port of the first listener
   */
  GatewayProcess(Path folder, String options, String yaml) throws Exception {
    port = freePort();
    log = folder.resolve("gateway.log");
    var program = Program.unpack(folder);
    Files.writeString(folder.resolve("servex.yaml"), yaml.replace("PORT", String.valueOf(port)));
    var builder =
        program
            .command("exec bin/servex --config servex.yaml")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SERVEX_JAVA_OPTS", options);
    process = builder.start();
    awaitPort();
  }

  /**
   * A port that nobody listens to, below those that the system gives to connections: until the
   * gateway listens, one of these could take it, even that of who looks whether it does.
   */
  static int freePort() throws IOException {
    var range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range")).strip();
    var first = Integer.parseInt(range.split("\\s+", 2)[0]);
    var random = ThreadLocalRandom.current();
    while (true) {
      var port = first < 2 * LEAST_PORT ? 0 : LEAST_PORT + random.nextInt(first - LEAST_PORT);
      try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (BindException e) {
        assert port > 0 : e;
      }
    }
  }

  private void awaitPort() throws Exception {
    for (var i = 0; i < 300; i++) {
      try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assert probe.isConnected();
        return;
      } catch (IOException e) {
        if (!process.isAlive()) {
          break;
        }
        Thread.sleep(100);
      }
    }
    throw new IOException("it does not listen: " + log());
  }

  int port() {
    return port;
  }

  /** What it has said so far. */
  String log() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** How many objects of a class are alive in it. */
  long instances(String type) throws Exception {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    var asking =
        new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    var said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asking.waitFor() != 0) {
      throw new IOException(said);
    }
    return said.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(type))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }

  /** Sends a signal, such as {@code HUP}. */
  void signal(String name) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("no signal");
    }
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits for its end, and returns its exit code. */
  int exit() throws Exception {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IOException("it does not end: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws Exception {
    process.destroyForcibly().waitFor();
  }
}
