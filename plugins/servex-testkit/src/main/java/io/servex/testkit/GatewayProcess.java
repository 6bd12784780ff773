package io.servex.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** An installed gateway that runs as a process of its own. */
final class GatewayProcess implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int STEP_MILLIS = 50;
  private static final Pattern LISTENING = Pattern.compile("\"[^\"]*127\\.0\\.0\\.1:(\\d+)\"");

  private final Process process;
  private final Path log;
  private final URI uri;

  private GatewayProcess(Process process, Path log) throws IOException {
    this.process = process;
    this.log = log;
    this.uri = URI.create("http://127.0.0.1:" + awaitPort(process, log));
  }

  /**
   * Starts it, and waits until it listens.
   *
   * @param home the installation
   * @param folder where its files go
   * @param yaml the configuration
   * @throws IOException if it does not start; the message has what it said
   */
  static GatewayProcess start(Path home, Path folder, String yaml) throws IOException {
    var file = Files.writeString(folder.resolve("servex.yaml"), yaml);
    var log = folder.resolve("gateway.log");
    var builder =
        new ProcessBuilder(
                home.resolve("bin/servex").toString(), "run", "--config", file.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SERVEX_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SERVEX_JAVA_OPTS", "-Xmx256m");
    builder.environment().put("SERVEX_AOT", "off");
    var process = builder.start();
    try {
      return new GatewayProcess(process, log);
    } catch (IOException e) {
      end(process);
      throw e;
    }
  }

  private static int awaitPort(Process process, Path log) throws IOException {
    for (var waited = 0; waited < PATIENCE_MILLIS; waited += STEP_MILLIS) {
      var said = Files.readString(log);
      var line = said.lines().filter(one -> one.contains("\"listening\"")).findFirst();
      var found = line.map(LISTENING::matcher).filter(matcher -> matcher.find());
      if (found.isPresent()) {
        return Integer.parseInt(found.get().group(1));
      }
      if (!process.isAlive()) {
        break;
      }
      pause(process);
    }
    throw new IOException("the gateway does not start: " + Files.readString(log));
  }

  private static void pause(Process process) throws IOException {
    try {
      var ended = process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS);
      assert !ended || !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  URI uri() {
    return uri;
  }

  /** What it has said so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    try {
      var code = process.destroyForcibly().waitFor();
      assert code != Integer.MIN_VALUE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
