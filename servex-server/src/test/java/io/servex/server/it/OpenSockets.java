package io.servex.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sockets of this process, which has both sides of every connection. */
final class OpenSockets {
  private OpenSockets() {}

  /** How many there are. */
  static int count() throws IOException {
    var count = 0;
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (var descriptor : descriptors) {
        count += socket(descriptor) ? 1 : 0;
      }
    }
    return count;
  }

  /** Whether a descriptor is one; what was closed meanwhile is none. */
  private static boolean socket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false;
    }
  }
}
