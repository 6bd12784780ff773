package io.servex.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RotatingFilesProperties {
  @Property(tries = 200)
  void neverExceedsItsLimitsNorLosesTheNewest(
      @ForAll @Size(max = 5) List<@Size(max = 12) List<@IntRange(min = 1, max = 90) Integer>> runs,
      @ForAll @IntRange(min = 10, max = 200) int fileBytes,
      @ForAll @IntRange(min = 1, max = 4) int maxFiles)
      throws IOException {
    var directory = Files.createTempDirectory("rotation").resolve("a/b");
    var written = new ArrayList<String>();

    for (var run : runs) {
      var files =
          new RotatingFiles(
              directory, new RotatingFiles.Limits(fileBytes, maxFiles), null, FileChannel::write);
      for (var length : run) {
        var line = (written.size() + " " + "x".repeat(length) + "\n");
        files.makeRoom(line.length());
        files.append(ByteBuffer.wrap(line.getBytes(UTF_8)));
        written.add(line);
        assertThat(list(directory)).hasSizeLessThanOrEqualTo(maxFiles);
      }
      files.close();
    }

    var kept = new StringBuilder();
    for (var file : runs.isEmpty() ? List.<Path>of() : list(directory)) {
      var text = Files.readString(file);
      kept.append(text);
      assertThat(text).isNotEmpty();
      assertThat(text.length() <= fileBytes || text.lines().count() == 1).isTrue();
    }
    assertThat(String.join("", written)).endsWith(kept);
    assertThat(kept.isEmpty()).isEqualTo(written.isEmpty());
  }

  private static List<Path> list(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
