package io.servex.server.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the demonstration shows: the sample of the documentation, with every plugin that the gateway
 * is shipped with around it, and commands that each of them answers.
 */
public final class Demonstration {
  private static final String ADDRESS = "ADDRESS";

  private Demonstration() {}

  /**
   * The configuration.
   *
   * @param address where to listen
   * @param backends two of them
   * @param home where the gateway is installed, whose documentation is served; null for here
   */
  public static String yaml(String address, DemoBackends backends, @Nullable String home)
      throws IOException {
    return text("demo.yaml")
        .replace(ADDRESS, address)
        .replace("FILES", Path.of(home == null ? "." : home, "docs").toString())
        .replace("BACKEND1", "http://127.0.0.1:" + backends.port(0))
        .replace("BACKEND2", "http://127.0.0.1:" + backends.port(1));
  }

  /**
   * Commands of the shell, each with the status that answers it.
   *
   * @param address where the gateway listens
   */
  public static List<String> commands(String address) throws IOException {
    return text("try.txt").replace(ADDRESS, address).lines().toList();
  }

  private static String text(String name) throws IOException {
    try (InputStream in = Demonstration.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
