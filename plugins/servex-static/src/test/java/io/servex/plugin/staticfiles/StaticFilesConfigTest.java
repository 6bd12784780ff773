package io.servex.plugin.staticfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.servex.api.plugin.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the record refuses. */
class StaticFilesConfigTest {
  @TempDir private Path folder;

  private static StaticFilesConfig config(Optional<Path> dir, String prefix, String index) {
    return new StaticFilesConfig(
        dir, prefix, false, index, prefix, List.of(), 0, Map.of("/a*", 1), false);
  }

  @Test
  void takesAFolder() {
    var config = config(Optional.of(folder), "/static/", "index.html");

    assertThat(config.folder()).isEqualTo(folder);
    assertThat(config.urlPrefix()).isEqualTo("/static");
  }

  @Test
  void refusesAllThatIsWrongAtOnce() {
    var refused =
        catchThrowableOfType(
            SettingsException.class, () -> config(Optional.empty(), "static", "a/b"));

    assertThat(refused)
        .hasMessage(
            "dir: missing (expected: a folder);"
                + " url_prefix: static (expected: a path that begins with a slash);"
                + " strip_prefix: static (expected: a path that begins with a slash);"
                + " index_file: a/b (expected: the name of a file)");
    assertThat(
            catchThrowableOfType(
                SettingsException.class,
                () -> config(Optional.of(folder.resolve("none")), "", "i")))
        .hasMessage("dir: " + folder.resolve("none") + " (expected: a folder)");
  }
}
