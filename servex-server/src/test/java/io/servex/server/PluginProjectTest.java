package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.InstalledPlugins;
import io.servex.server.plugin.PluginJars;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code servex plugins new}. The build by Maven is a step of .ci/run. */
class PluginProjectTest {
  @TempDir private Path work;

  private String run(int code, String... arguments) {
    var said = new ByteArrayOutputStream();
    var out = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (var installed = new InstalledPlugins()) {
      assertThat(new PluginsCommand(out, out, Map.of(), installed).run(List.of(arguments)))
          .isEqualTo(code);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private String begin(int code, String name, String kind, Path folder) {
    return run(
        code,
        "new",
        name,
        "--kind",
        kind,
        "--home",
        work.resolve("installed").toString(),
        "--output",
        folder.toString());
  }

  @ParameterizedTest
  @EnumSource
  void writesWhatTheLoaderTakes(ComponentKind kind) throws IOException {
    var folder = work.resolve("project");
    var said = begin(0, "acme-very-first", kind.word(), folder);

    assertThat(said).contains("VeryFirstProvider.java").contains("README.md");
    Map<String, String> sources = new HashMap<>();
    var base = folder.resolve("src/main/java");
    try (var files = Files.walk(base)) {
      for (var file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        var name = base.relativize(file).toString().replace(".java", "").replace('/', '.');
        sources.put(name, Files.readString(file));
      }
    }
    var jar =
        new PluginJars(Files.createDirectory(work.resolve("work")))
            .build(work.resolve("acme.jar"), sources, Map.of());
    assertThat(run(0, "verify", jar.toString())).contains(kind.words() + " acme.very_first");
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoPlaceholder(ComponentKind kind) throws IOException {
    begin(0, "acme-first", kind.word(), work.resolve("project"));

    try (var files = Files.walk(work.resolve("project"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var left =
            Pattern.compile("\\$\\{[^}]*}")
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group())
                .filter(one -> !one.matches("\\$\\{(servex|project|junit)\\.[\\w.]+}"))
                .toList();
        assertThat(left).as(file.toString()).isEmpty();
      }
    }
  }

  /** What is in this build is what is sure to be there without a network. */
  @Test
  void usesTheVersionsOfThisBuild() throws IOException {
    begin(0, "acme-first", "filter", work.resolve("project"));
    var pom = Files.readString(work.resolve("project/pom.xml")).replaceAll("\\s+", "");
    var own = Files.readString(Path.of("../pom.xml")).replaceAll("\\s+", "");

    assertThat(own).contains(find("<junit.version>[^<]*</junit.version>", pom));
    for (var plugin : List.of("resources", "compiler", "surefire", "jar")) {
      assertThat(own)
          .contains(
              find("<artifactId>maven-" + plugin + "-plugin</artifactId><version>[^<]*", pom));
    }
    assertThat(pom).contains("<servex.version>" + Version.text() + "</servex.version>");
  }

  private static String find(String pattern, String text) {
    var matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sticky", "Acme-Sticky", "acme.sticky", "acme-", "acme/../sticky"})
  void refusesANameThatIsNoVendorAndName(String name) {
    assertThat(begin(2, name, "filter", work.resolve("project")))
        .contains(name + " (expected: VENDOR-NAME in lower case, such as acme-sticky)");
  }

  @Test
  void overwritesNothing() throws IOException {
    Files.writeString(work.resolve("here"), "");

    assertThat(begin(1, "acme-first", "filter", work)).contains("is there already (expected:");
    assertThat(begin(2, "acme-first", "filters", work.resolve("new")))
        .contains(
            "--kind: filters (expected: strategy, discovery, probe, matcher, filter,"
                + " listener, sink)");
    assertThat(work.resolve("new")).doesNotExist();
  }

  @Test
  void asksForTheInstallationWhereItIsInNone() {
    assertThat(run(2, "new", "acme-first", "--kind", "filter")).contains("--home: which");
    assertThat(run(2, "new")).contains("new: one name");
  }
}
