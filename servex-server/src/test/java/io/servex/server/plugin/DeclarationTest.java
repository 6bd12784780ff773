package io.servex.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plugin says of itself, and what is left alone for it. */
class DeclarationTest {
  @TempDir Path work;
  private Path plugins;
  private PluginJars jars;

  @BeforeEach
  void makeFolders() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
  }

  private void declaring(String jar, String type, String declared) throws IOException {
    var name = "acme." + jar.replaceAll("[^a-z]", "");
    var sources = new HashMap<>(PluginJars.strategy(name, type, 0));
    sources.put("module-info", PluginJars.descriptor(name, name));
    jars.build(
        plugins.resolve(jar),
        sources,
        Map.of(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\nServex-Components: " + declared + "\r\n\r\n"));
  }

  private Components mentioning(Set<String> types) {
    try (var folder = new InstalledPlugins()) {
      return folder.look(plugins, Set.of(), types::contains);
    }
  }

  @Test
  void loadsWhatDeclaresItselfOnlyWhereItIsMentioned() throws IOException {
    declaring("sticky.jar", "acme.sticky", "strategy acme.sticky");
    jars.build(
        plugins.resolve("plain.jar"),
        PluginJars.strategy("acme.plain", "acme.plain", 0),
        Map.of(
            "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider",
            "acme.plain.FixedProvider"));

    var quiet = mentioning(Set.of("round_robin"));
    var loud = mentioning(Set.of("acme.sticky"));

    assertThat(quiet.plugins())
        .singleElement()
        .satisfies(one -> assertThat(one.path()).isEqualTo(plugins.resolve("plain.jar")));
    assertThat(quiet.from(ComponentKind.STRATEGY))
        .containsEntry("acme.sticky", plugins.resolve("sticky.jar").toString());
    assertThat(loud.find(ComponentKind.STRATEGY, "acme.plain")).isNotNull();
    assertThat(loud.find(ComponentKind.STRATEGY, "acme.sticky")).isNotNull();
  }

  /** Nobody gets "nothing is installed" for something that is, and goes on without it. */
  @Test
  void neverTakesWhatWasLeftAloneForMissing() throws IOException {
    declaring("sticky.jar", "acme.sticky", "strategy acme.sticky");

    var components = mentioning(Set.of());

    assertThatThrownBy(() -> components.find(ComponentKind.STRATEGY, "acme.sticky"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhereADeclarationIsNotWhatIsProvided() throws IOException {
    declaring("sticky.jar", "acme.sticky", "strategy acme.stick");

    assertThat(mentioning(Set.of("acme.stick")).failures())
        .singleElement()
        .asString()
        .contains("provides strategy acme.sticky and declares strategy acme.stick");
  }

  @Test
  void saysWhereADeclarationCannotBeRead() throws IOException {
    declaring("sticky.jar", "acme.sticky", "sticky");

    assertThat(mentioning(Set.of()).failures())
        .singleElement()
        .asString()
        .contains("Servex-Components: sticky (expected: a kind and a type");
  }

  @Test
  void refusesATypeThatIsDeclaredAndLoadedTwice() throws IOException {
    declaring("sticky.jar", "round_robin", "strategy round_robin");

    var components = mentioning(Set.of());

    assertThat(components.of(ComponentKind.STRATEGY)).doesNotContainKey("round_robin");
    assertThat(components.failures())
        .singleElement()
        .asString()
        .contains("provides the balancing strategy round_robin, as does the gateway");
  }

  /** Where only some hashes may be loaded, each jar in the folder is held to it. */
  @Test
  void looksAtEveryHashWhereHashesAreAskedFor() throws IOException {
    declaring("sticky.jar", "acme.sticky", "strategy acme.sticky");

    try (var folder = new InstalledPlugins()) {
      assertThat(folder.look(plugins, Set.of("0".repeat(64)), type -> false).failures())
          .singleElement()
          .asString()
          .contains("plugins.allowed_sha256");
    }
  }
}
