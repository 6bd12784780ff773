package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code servex plugins}: what is installed, and what would be. */
class PluginsCommandTest {
  private static final String SERVICE =
      "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider";

  @TempDir private Path work;
  private Path plugins;
  private PluginJars jars;

  /** What the program said. */
  private record Said(int code, String out, String err) {}

  @BeforeEach
  void makeFolders() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
  }

  private static Said run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    try (var installed = new InstalledPlugins()) {
      var code =
          new PluginsCommand(
                  new PrintStream(out, true, StandardCharsets.UTF_8),
                  new PrintStream(err, true, StandardCharsets.UTF_8),
                  Map.of(),
                  installed)
              .run(List.of(arguments));
      return new Said(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  private Path modular(String jar, String type) throws IOException {
    var name = "acme." + jar.replaceAll("[^a-z]", "");
    var sources = new HashMap<>(PluginJars.strategy(name, type, 0));
    sources.put("module-info", PluginJars.descriptor(name, name));
    return jars.build(plugins.resolve(jar), sources, Map.of());
  }

  private Path plain(String jar, String type, String settings) throws IOException {
    var sources = PluginJars.strategy("acme.plain", type, 0);
    sources.computeIfPresent(
        "acme.plain.FixedProvider",
        (name, source) -> source.replace("@Default(\"0\") int index", settings));
    return jars.build(plugins.resolve(jar), sources, Map.of(SERVICE, "acme.plain.FixedProvider"));
  }

  private String config(String more) throws IOException {
    return Files.writeString(
            work.resolve("servex.yaml"), "plugins: {directory: \"" + plugins + "\"}\n" + more)
        .toString();
  }

  @Test
  void listsWhatIsInstalledAndWhyTheRestIsNot() throws IOException {
    modular("one.jar", "acme.one");
    modular("twin.jar", "acme.one");
    Files.writeString(plugins.resolve("broken.jar"), "no zip");

    var said = run("list", "--directory", plugins.toString());

    assertThat(said.code()).isZero();
    assertThat(said.out().lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).matches("TYPE +KIND +VERSION +API +STATUS +SHA256 +FROM"),
            one ->
                assertThat(one)
                    .matches("acme.one +strategy +- +\\d\\S* +refused +[0-9a-f]{12} .*one.jar"),
            twin -> assertThat(twin).contains("refused").endsWith("twin.jar"),
            broken -> assertThat(broken).contains("not loaded").endsWith("broken.jar"),
            why -> assertThat(why).contains("broken.jar: broken.jar cannot be read"),
            why -> assertThat(why).contains("twin.jar: provides").contains("as does"));
  }

  @Test
  void listsWhatIsConfiguredEvenWhereTheConfigurationIsOfNoUse() throws IOException {
    modular("one.jar", "acme.one");

    for (var more : List.of("", "proxy: {enabled: maybe}\n")) {
      var said = run("list", "--config", config(more));

      assertThat(said.code()).as(said.err()).isZero();
      assertThat(said.out()).contains("acme.one").contains(" ok ");
    }
    assertThat(run("list", "-c", work.resolve("absent.yaml").toString()).code()).isEqualTo(1);
  }

  @Test
  void listsTheGatewaysOwnComponentsWhereAllAreWanted() {
    assertThat(run("list", "--directory", plugins.toString()).out())
        .isEqualTo("no plugin is installed\n");
    assertThat(run("list", "--all", "--directory", plugins.toString()).out())
        .containsPattern("round_robin +strategy .* ok .*the gateway")
        .containsPattern("jsonl +sink ")
        .containsPattern("http +probe ");
  }

  @Test
  void verifiesAJarAndAFolder() throws IOException {
    var jar = modular("one.jar", "acme.one");
    jars.build(
        plugins.resolve("many/main.jar"),
        PluginJars.strategy("acme.many", "acme.many", 0),
        Map.of(SERVICE, "acme.many.FixedProvider"));

    var said = run("verify", jar.toString(), plugins.resolve("many").toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .contains("one.jar: ok\n")
        .containsPattern("sha256: +[0-9a-f]{64}\n")
        .containsPattern("api: +\\d+\\.\\d")
        .contains("provides: balancing strategy acme.one\n")
        .contains("many: ok, a folder\n")
        .contains("provides: balancing strategy acme.many\n");
  }

  /** What lies beside a plugin for its own use, modular or plain, is a part of the plugin. */
  @Test
  void showsWhatIsPutBesideAPluginForItToUse() throws IOException {
    var sources = new HashMap<>(PluginJars.strategy("acme.zeta", "acme.zeta", 0));
    sources.put("acme.zeta.spi.Store", "package acme.zeta.spi; public interface Store {}");
    sources.put(
        "module-info",
        PluginJars.descriptor("acme.zeta", "acme.zeta")
            .replace("{", "{ exports acme.zeta.spi; uses acme.zeta.spi.Store; "));
    var main = jars.build(plugins.resolve("zeta/zeta.jar"), sources, Map.of());
    var store = "package %s; public final class Kept implements acme.zeta.spi.Store {}";
    jars.build(
        plugins.resolve("zeta/a-plain.jar"),
        Map.of("other.plain.Kept", store.formatted("other.plain")),
        Map.of(
            "META-INF/services/acme.zeta.spi.Store",
            "other.plain.Kept",
            "META-INF/services/org.absent.Service",
            "other.plain.Kept"),
        main);
    jars.build(
        plugins.resolve("zeta/b-modular.jar"),
        Map.of(
            "other.modular.Kept",
            store.formatted("other.modular"),
            "module-info",
            "module other.modular { requires acme.zeta;"
                + " provides acme.zeta.spi.Store with other.modular.Kept; }"),
        Map.of(),
        main);

    assertThat(run("list", "--directory", plugins.toString()).out())
        .containsPattern("acme.zeta +strategy .* ok .*zeta\n")
        .contains("zeta: has other.plain.Kept, a Store\n")
        .contains("zeta: has other.modular.Kept, a Store\n");
    var verified = run("verify", plugins.resolve("zeta").toString());
    assertThat(verified.err()).isEmpty();
    assertThat(verified.out())
        .contains("uses:     other.plain.Kept, a acme.zeta.spi.Store\n")
        .contains("uses:     other.modular.Kept, a acme.zeta.spi.Store\n");
    assertThat(run("verify", plugins.resolve("zeta/b-modular.jar").toString()).err())
        .contains("requires acme.zeta, which it does not bring");
  }

  @Test
  void saysWhatIsWrongWithAJar() throws IOException {
    var broken = Files.writeString(plugins.resolve("broken.jar"), "no zip");
    var taken = plain("taken.jar", "round_robin", "@Default(\"0\") int index");
    var defaults = plain("defaults.jar", "acme.plain", "@Default(\"none\") int index");
    var nested =
        plain("type.jar", "acme.plain", "@Default(\"0\") int index, @Default(\"x\") Thread worker");

    assertVerified(broken, "broken.jar cannot be read");
    assertVerified(taken, "provides the balancing strategy round_robin, as does the gateway");
    assertVerified(defaults, "settings.index: none (expected: a whole number)");
    assertVerified(nested, "settings.worker: x (expected: Thread)");
    assertVerified(work.resolve("absent.jar"), "is no plugin (expected: a jar, or a folder");
  }

  private static void assertVerified(Path jar, String problem) {
    var said = run("verify", jar.toString());

    assertThat(said.err()).startsWith(jar + ": ").contains(problem);
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).isEmpty();
  }

  @Test
  void letsASettingWithoutADefaultBe() throws IOException {
    var said = run("verify", plain("needs.jar", "acme.plain", "int index").toString());

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("balancing strategy acme.plain, which needs settings\n");
  }

  @Test
  void letsARecordRefuseItsDefaults() throws IOException {
    var sources = PluginJars.strategy("acme.plain", "acme.plain", 0);
    sources.computeIfPresent(
        "acme.plain.FixedProvider",
        (name, source) ->
            source.replace(
                "int index) {}",
                "int index) { public Settings { throw new IllegalArgumentException(\"no\"); } }"));
    var jar = plugins.resolve("refuses.jar");
    jars.build(jar, sources, Map.of(SERVICE, "acme.plain.FixedProvider"));

    var said = run("verify", jar.toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("balancing strategy acme.plain, which needs settings\n");
    assertThat(said.code()).isZero();
  }

  @Test
  void explainsItself() {
    assertThat(run("--help").out()).contains("list|verify|new").contains("--directory");
    assertThat(run("remove").err()).contains("remove (expected: list, verify or new)");
    assertThat(run("verify").code()).isEqualTo(2);
    assertThat(run("list", "x.jar").code()).isEqualTo(2);
    assertThat(run("list", "--unknown").code()).isEqualTo(2);
  }
}
