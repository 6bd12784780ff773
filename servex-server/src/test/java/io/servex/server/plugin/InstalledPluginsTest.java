package io.servex.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.api.balancing.BalancingStrategyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real jars in a real folder, each way in which they come. */
class InstalledPluginsTest {
  private static final String SERVICE =
      "META-INF/services/io.servex.api.balancing.BalancingStrategyProvider";

  @TempDir Path work;
  private Path plugins;
  private PluginJars jars;

  @BeforeEach
  void makeFolders() throws IOException {
    plugins = Files.createDirectory(work.resolve("plugins"));
    jars = new PluginJars(Files.createDirectory(work.resolve("work")));
  }

  private Path modular(String jar, String type) throws IOException {
    var name = "acme." + jar.replaceAll("[^a-z]", "");
    var sources = new HashMap<>(PluginJars.strategy(name, type, 0));
    sources.put("module-info", PluginJars.descriptor(name, name));
    return jars.build(plugins.resolve(jar), sources, Map.of());
  }

  private Components look() {
    try (var folder = new InstalledPlugins()) {
      return folder.look(plugins, Set.of());
    }
  }

  private static void assertInstalled(Components components, String... types) {
    assertThat(components.failures()).isEmpty();
    for (var type : types) {
      assertThat(components.find(ComponentKind.STRATEGY, type)).as(type).isNotNull();
    }
  }

  @Test
  void hasTheGatewaysOwnComponentsWithoutAnyPlugin() {
    assertThat(Components.builtIn().of(ComponentKind.STRATEGY))
        .containsKeys("round_robin", "ip_hash");
    assertInstalled(look(), "round_robin");
    assertInstalled(new InstalledPlugins().look(null, Set.of()), "round_robin");
  }

  @Test
  void loadsAModularJar() throws IOException {
    modular("sticky.jar", "acme.sticky");

    var components = look();

    assertInstalled(components, "acme.sticky", "round_robin");
    var plugin = components.plugins().getFirst();
    assertThat(plugin.hash()).hasSize(64);
    assertThat(plugin.components().getFirst().type()).isEqualTo("acme.sticky");
  }

  @Test
  void loadsAPlainJarThatNamesItsProvidersInServiceFiles() throws IOException {
    jars.build(
        plugins.resolve("plain.jar"),
        PluginJars.strategy("acme.plain", "acme.plain", 0),
        Map.of(SERVICE, "# comment\nacme.plain.FixedProvider # more\n"));

    assertInstalled(look(), "acme.plain");
  }

  /** A version of a library that has one method, which no other version has. */
  private Path library(String folder, String jar, String method, String text) throws IOException {
    return jars.build(
        plugins.resolve(folder).resolve(jar),
        Map.of(
            "shared.Library",
            "package shared; public class Library { public static String "
                + method
                + "() { return \""
                + text
                + "\"; } }"),
        Map.of());
  }

  private void using(String folder, String packageName, String method, Path library)
      throws IOException {
    var source =
        """
        package %1$s;
        import io.servex.api.balancing.*;
        import io.servex.api.plugin.*;
        public final class FixedProvider implements BalancingStrategyProvider<FixedProvider.Settings> {
          record Settings() {}
          public String type() { return "acme." + shared.Library.%2$s(); }
          public Class<Settings> configType() { return Settings.class; }
          public BalancingStrategy create(Settings settings, PluginContext context) {
            return eligible -> request -> eligible.get(0);
          }
        }
        """
            .formatted(packageName, method);
    jars.build(
        plugins.resolve(folder).resolve("main.jar"),
        Map.of(packageName + ".FixedProvider", source),
        Map.of(SERVICE, packageName + ".FixedProvider"),
        library);
  }

  @Test
  void letsTwoPluginsHaveIncompatibleVersionsOfOneLibrary() throws IOException {
    using("one", "acme.one", "text", library("one", "library-1.jar", "text", "first"));
    using("two", "acme.two", "name", library("two", "library-2.jar", "name", "second"));

    assertInstalled(look(), "acme.first", "acme.second");
  }

  @Test
  void letsAPluginBringItsOwnVersionOfALibraryOfTheGateway() throws IOException {
    var guava =
        jars.build(
            plugins.resolve("own/guava-1.jar"),
            Map.of(
                "com.google.common.collect.Lists",
                "package com.google.common.collect; public class Lists { public static String text() { return \"own\"; } }"),
            Map.of());
    var source =
        PluginJars.strategy("acme.own", "x", 0)
            .get("acme.own.FixedProvider")
            .replace("return \"x\";", "return \"acme.\" + com.google.common.collect.Lists.text();");
    jars.build(
        plugins.resolve("own/main.jar"),
        Map.of("acme.own.FixedProvider", source),
        Map.of(SERVICE, "acme.own.FixedProvider"),
        guava);

    assertInstalled(look(), "acme.own");
  }

  @Test
  void letsAModularJarRequireAPlainOneBesideIt() throws IOException {
    var library =
        jars.build(
            plugins.resolve("mixed/handy.jar"),
            Map.of(
                "handy.Tool",
                "package handy; public class Tool { public static int zero() { return 0; } }"),
            Map.of());
    var sources = new HashMap<>(PluginJars.strategy("acme.mixed", "acme.mixed", 0));
    sources.put("module-info", PluginJars.descriptor("acme.mixed", "acme.mixed", "handy"));
    sources.computeIfPresent(
        "acme.mixed.FixedProvider",
        (name, source) ->
            source.replace("settings.index()", "settings.index() + handy.Tool.zero()"));
    jars.build(plugins.resolve("mixed/main.jar"), sources, Map.of(), library);

    assertInstalled(look(), "acme.mixed");
  }

  /** The version of a plugin is its provider's, whatever libraries it brings. */
  @Test
  void hasTheVersionOfTheProviderAndOfNoLibrary() throws IOException {
    for (var names : List.of(List.of("a", "b"), List.of("b", "a"))) {
      var folder = plugins.resolve("of-" + names.getFirst());
      var library =
          jars.versioned("7.0.2")
              .build(
                  folder.resolve(names.getFirst() + ".jar"),
                  Map.of(
                      "module-info",
                      "module shared.library { exports shared; }",
                      "shared.Library",
                      "package shared; public class Library {}"),
                  Map.of());
      var type = "acme." + names.getFirst();
      var sources = new HashMap<>(PluginJars.strategy(type, type, 0));
      sources.put("module-info", PluginJars.descriptor(type, type, "shared.library"));
      jars.versioned("1.2.3")
          .build(folder.resolve(names.getLast() + ".jar"), sources, Map.of(), library);
    }

    var components = look();

    assertThat(components.failures()).isEmpty();
    assertThat(components.plugins())
        .hasSize(2)
        .allSatisfy(plugin -> assertThat(plugin.version()).contains("1.2.3"));
  }

  @Test
  void refusesAJarThatBundlesTheApi() throws IOException {
    var sources = new HashMap<>(PluginJars.strategy("acme.fat", "acme.fat", 0));
    sources.put(
        "io.servex.api.balancing.Outcome",
        "package io.servex.api.balancing; public enum Outcome { X }");
    jars.build(plugins.resolve("fat.jar"), sources, Map.of(SERVICE, "acme.fat.FixedProvider"));
    modular("good.jar", "acme.good");

    var components = look();

    assertThat(components.failures())
        .singleElement()
        .asString()
        .contains("fat.jar: bundles io.servex.api.balancing of io.servex.api (expected:");
    assertThat(components.find(ComponentKind.STRATEGY, "acme.fat")).isNull();
    assertThat(components.find(ComponentKind.STRATEGY, "acme.good")).isNotNull();
  }

  @Test
  void refusesAModuleThatRequiresTheGatewaysInnards() throws IOException {
    var sources = new HashMap<>(PluginJars.strategy("acme.nosy", "acme.nosy", 0));
    sources.put("module-info", PluginJars.descriptor("acme.nosy", "acme.nosy", "io.servex.core"));
    var core =
        Path.of(
            ModuleLayer.boot()
                .configuration()
                .findModule("io.servex.core")
                .flatMap(module -> module.reference().location())
                .orElseThrow());
    jars.build(plugins.resolve("nosy.jar"), sources, Map.of(), core);

    assertThat(look().failures())
        .singleElement()
        .asString()
        .contains("nosy.jar: requires io.servex.core, which it does not bring");
  }

  private Components compiledAgainst(String version) throws IOException {
    var sources = new HashMap<>(PluginJars.strategy("acme.old", "acme.old", 0));
    sources.put("module-info", PluginJars.descriptor("acme.old", "acme.old"));
    var jar = jars.against(version).build(plugins.resolve("old.jar"), sources, Map.of());
    var components = look();
    Files.delete(jar);
    return components;
  }

  @Test
  void refusesWhatIsCompiledAgainstANewerApiOrAnotherMajorOne() throws IOException {
    var running = String.valueOf(ApiVersion.running());
    for (var version : List.of("0.99.0", "7.0.0")) {
      assertThat(compiledAgainst(version).failures())
          .singleElement()
          .asString()
          .contains(
              "old.jar: is compiled against version " + version.substring(0, version.length() - 2))
          .contains(running + ", which runs here)");
    }
  }

  @Test
  void takesWhatIsCompiledAgainstAnOlderMinorVersion() throws IOException {
    assertInstalled(compiledAgainst("0.0.1"), "acme.old");
  }

  @Test
  void letsAModularPluginBringAModuleThatTheGatewayHasToo() throws IOException {
    var guava =
        jars.build(
            plugins.resolve("own/guava-1.jar"),
            Map.of(
                "module-info",
                "module com.google.common { exports com.google.common.collect; }",
                "com.google.common.collect.Lists",
                "package com.google.common.collect; public class Lists { public static String text() { return \"own\"; } }"),
            Map.of());
    var sources = new HashMap<>(PluginJars.strategy("acme.own", "x", 0));
    sources.computeIfPresent(
        "acme.own.FixedProvider",
        (name, source) ->
            source.replace(
                "return \"x\";", "return \"acme.\" + com.google.common.collect.Lists.text();"));
    sources.put("module-info", PluginJars.descriptor("acme.own", "acme.own", "com.google.common"));
    jars.build(plugins.resolve("own/main.jar"), sources, Map.of(), guava);

    assertInstalled(look(), "acme.own");
  }

  @Test
  void letsAPlainPluginHaveAPackageThatALibraryOfTheGatewayExports() throws IOException {
    var sources = new HashMap<>(PluginJars.strategy("acme.shaded", "acme.shaded", 0));
    sources.put(
        "com.google.inject.Guice",
        "package com.google.inject; public class Guice { public static int zero() { return 0; } }");
    sources.computeIfPresent(
        "acme.shaded.FixedProvider",
        (name, source) ->
            source.replace(
                "settings.index()", "settings.index() + com.google.inject.Guice.zero()"));
    jars.build(
        plugins.resolve("shaded.jar"), sources, Map.of(SERVICE, "acme.shaded.FixedProvider"));

    assertInstalled(look(), "acme.shaded");
  }

  @Test
  void takesNeitherOfTwoThatShareAType() throws IOException {
    modular("first.jar", "acme.same");
    modular("second.jar", "acme.same");
    modular("third.jar", "round_robin");

    var components = look();

    assertThat(components.failures()).hasSize(2);
    assertThat(components.failures().getFirst().toString())
        .contains("second.jar: provides the balancing strategy acme.same, as does ")
        .contains("first.jar (expected: one of them)");
    assertThat(components.of(ComponentKind.STRATEGY))
        .doesNotContainKeys("acme.same", "round_robin");
  }

  @Test
  void letsOneBrokenProviderHideNoOther() throws IOException {
    var sources = new HashMap<>(PluginJars.strategy("acme.half", "acme.half", 0));
    sources.put(
        "acme.half.Broken",
        sources
            .get("acme.half.FixedProvider")
            .replace("FixedProvider", "Broken")
            .replace(
                "record Settings",
                "public Broken() { throw new IllegalStateException(\"no\"); } record Settings"));
    jars.build(
        plugins.resolve("half.jar"),
        sources,
        Map.of(SERVICE, "acme.half.Broken\nacme.half.Missing\nacme.half.FixedProvider\n"));

    var components = look();

    assertThat(components.find(ComponentKind.STRATEGY, "acme.half")).isNotNull();
    assertThat(components.failures().toString()).contains("acme.half.Broken").contains("Missing");
  }

  @Test
  void saysWhatIsWrongWithABrokenJarAndGoesOn() throws IOException {
    Files.writeString(plugins.resolve("broken.jar"), "no zip");
    jars.build(
        plugins.resolve("empty.jar"),
        Map.of("acme.empty.Nothing", "package acme.empty; class Nothing {}"),
        Map.of());
    modular("good.jar", "acme.good");

    var components = look();

    assertThat(components.failures()).hasSize(2);
    assertThat(components.failures().get(0).toString()).contains("broken.jar: ");
    assertThat(components.failures().get(1).toString()).contains("empty.jar: provides nothing");
    assertThat(components.find(ComponentKind.STRATEGY, "acme.good")).isNotNull();
  }

  @Test
  void refusesATypeThatCannotBeWrittenInYaml() throws IOException {
    modular("loud.jar", "Acme Sticky");

    assertThat(look().failures())
        .singleElement()
        .asString()
        .contains("type Acme Sticky (expected:");
  }

  @Test
  void loadsOnlyAllowedHashesWhereThereIsAList() throws IOException {
    modular("one.jar", "acme.one");
    modular("two.jar", "acme.two");
    var hash = look().plugins().getFirst().hash();

    try (var folder = new InstalledPlugins()) {
      var components = folder.look(plugins, Set.of(hash));

      assertThat(components.of(ComponentKind.STRATEGY))
          .containsKey("acme.one")
          .doesNotContainKey("acme.two");
      assertThat(components.failures())
          .singleElement()
          .asString()
          .contains("two.jar: its SHA-256 is ");
    }
  }

  @Test
  void keepsWhatHasNotChangedAndReplacesWhatHas() throws IOException {
    modular("one.jar", "acme.one");
    modular("two.jar", "acme.two");
    try (var folder = new InstalledPlugins()) {
      var before = folder.look(plugins, Set.of()).of(ComponentKind.STRATEGY);
      modular("two.jar", "acme.new");

      var after = folder.look(plugins, Set.of()).of(ComponentKind.STRATEGY);

      assertThat(after.get("acme.one")).isEqualTo(before.get("acme.one"));
      assertThat(after).doesNotContainKey("acme.two").containsKey("acme.new");
    }
  }

  @Test
  void letsTheLoadersOfReplacedPluginsBeCollected() throws IOException {
    try (var folder = new InstalledPlugins()) {
      for (var i = 0; i < 20; i++) {
        modular("one.jar", "acme.v" + i);
        assertThat(folder.look(plugins, Set.of()).of(ComponentKind.STRATEGY))
            .containsKey("acme.v" + i);
      }

      await()
          .untilAsserted(() -> {
            System.gc();
            assertThat(folder.retiredLoaders()).isZero();
          });
    }
  }

  @Test
  void givesAPluginNothingOfTheGatewayButTheApi() throws Exception {
    var source =
        PluginJars.strategy("acme.spy", "acme.spy", 0)
            .get("acme.spy.FixedProvider")
            .replace(
                "int index = settings.index();",
                """
                int index = settings.index();
                for (String name : new String[] {"io.netty.buffer.ByteBuf", "com.google.inject.Guice",
                    "io.servex.core.DataPlane", "tools.jackson.databind.ObjectMapper"}) {
                  try {
                    Class.forName(name);
                    throw new IllegalStateException(name + " is visible");
                  } catch (ClassNotFoundException e) {
                    continue;
                  }
                }
                """);
    jars.build(
        plugins.resolve("spy.jar"),
        Map.of("acme.spy.FixedProvider", source),
        Map.of(SERVICE, "acme.spy.FixedProvider"));

    var spy = look().find(ComponentKind.STRATEGY, "acme.spy");

    assertThat(spy).isNotNull();
    assertThat(create((BalancingStrategyProvider<?>) spy.provider())).isNotNull();
  }

  private static <C extends Record> Object create(BalancingStrategyProvider<C> provider)
      throws ReflectiveOperationException {
    var constructor = provider.configType().getDeclaredConstructor(int.class);
    constructor.setAccessible(true);
    return provider.create(constructor.newInstance(0), new NoContext());
  }
}
