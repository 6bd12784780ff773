package io.servex.server.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The tarball, unpacked: its commands are run as processes, as people type them. */
public final class Program {
  private final Path home;

  private Program(Path home) {
    this.home = home;
  }

  /**
   * What a command said.
   *
   * @param code its exit code
   * @param out what it wrote to the standard output
   * @param err what it wrote to the standard error
   */
  record Said(int code, String out, String err) {}

  /** Unpacks it into an empty folder. */
  public static Program unpack(Path home) throws IOException, InterruptedException {
    var unpacking =
        new ProcessBuilder(
                "tar", "xzf", tarball().toAbsolutePath().toString(), "--strip-components=1")
            .directory(home.toFile())
            .inheritIO()
            .start();
    if (unpacking.waitFor() != 0) {
      throw new IOException(tarball() + " cannot be unpacked");
    }
    return new Program(home);
  }

  private static Path tarball() throws IOException {
    try (var files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.toString().endsWith(".tar.gz"))
          .findFirst()
          .orElseThrow(() -> new IOException("the tarball is not built"));
    }
  }

  /** Where it was unpacked. */
  public Path home() {
    return home;
  }

  /** A command of the shell, in the folder that the tarball was unpacked to. */
  ProcessBuilder command(String command) {
    var builder = new ProcessBuilder("sh", "-c", command).directory(home.toFile());
    builder.environment().put("SERVEX_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SERVEX_AOT", "off");
    return builder;
  }

  /** Runs a command to its end. */
  Said run(String command) throws IOException, InterruptedException {
    var out = Files.createTempFile(home, "said", ".out");
    var err = Files.createTempFile(home, "said", ".err");
    var running = command(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!running.waitFor(60, TimeUnit.SECONDS)) {
      running.destroyForcibly();
      throw new IOException(command + ": does not end: " + Files.readString(err));
    }
    return new Said(
        running.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
