package io.servex.plugin.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the record refuses. */
class CompressionConfigTest {
  @Test
  void refusesAllThatIsWrongAtOnce() {
    var refused =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                new CompressionConfig(
                    6,
                    new ByteSize(1),
                    List.of("text/*", "html", "a/b;c"),
                    List.of("gzip", "lzma"),
                    List.of("x"),
                    List.of()));

    assertThat(refused)
        .hasMessage(
            "types[1]: html (expected: a media type such as text/html or text/*);"
                + " types[2]: a/b;c (expected: a media type such as text/html or text/*);"
                + " encodings[1]: lzma (expected: zstd, br, gzip or deflate);"
                + " exclude_paths[0]: x (expected: a path pattern with a slash, * or ? in front)");
  }
}
