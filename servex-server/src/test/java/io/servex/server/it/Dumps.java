package io.servex.server.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what a gateway dumped. */
final class Dumps {
  private static final JsonMapper JSON = new JsonMapper();

  private Dumps() {}

  /** The lines below {@code proxy} that switch the dump on. */
  static String yaml(Path directory, String... more) {
    var text = new StringBuilder("  traffic_dump:\n    enabled: true\n");
    text.append("    directory: ").append(directory).append('\n');
    for (var line : more) {
      text.append("    ").append(line).append('\n');
    }
    return text.toString();
  }

  static List<Path> files(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<JsonNode> entries(Path directory) {
    var entries = new ArrayList<JsonNode>();
    for (var file : files(directory)) {
      try {
        for (var line : Files.readString(file).split("(?<=\n)")) {
          if (line.endsWith("\n")) {
            entries.add(JSON.readTree(line));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return entries;
  }

  /** Waits until so many entries are there. */
  static List<JsonNode> await(Path directory, int count) {
    org.awaitility.Awaitility.await().until(() -> entries(directory).size() >= count);
    return entries(directory);
  }

  /** Waits for the only entry. */
  static JsonNode only(Path directory) {
    return await(directory, 1).getFirst();
  }
}
