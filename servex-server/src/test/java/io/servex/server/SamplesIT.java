package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.Preset;
import io.servex.server.config.Setup;
import io.servex.server.it.Certificates;
import io.servex.server.it.Program;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.InstalledPlugins;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What users of the Go program have: their files load as they are, and their variables say the same
 * as the keys. What nothing provides yet is refused by name, never ignored.
 */
class SamplesIT {
  /** What nobody reads until a plugin or a later version does. */
  private static final Pattern LATER =
      Pattern.compile("\\S+  ([a-z_.]+): not yet supported \\(expected: absent or not enabled\\)");

  private static final Set<String> SIZES =
      Set.of("max_request_body_size", "max_json_body_size", "max_file_upload_size");

  private static final YAMLMapper MAPPER = new YAMLMapper();

  @TempDir private static Path home;
  private static InstalledPlugins plugins;
  private static Components installed;
  private static Certificates certificates;

  @BeforeAll
  static void unpack() throws Exception {
    var program = Program.unpack(Files.createDirectory(home.resolve("servex")));
    certificates = Certificates.in(home);
    plugins = new InstalledPlugins();
    installed = plugins.look(program.home().resolve("plugins"), Set.of());
  }

  @AfterAll
  static void close() {
    plugins.close();
  }

  private static String sample(String name) throws Exception {
    return Files.readString(Path.of("src/test/resources/samples", name))
        .replace("server.crt", certificates.chain().toString())
        .replace("server.key", certificates.key().toString());
  }

  private static Setup load(String yaml, Map<String, String> environment) throws Exception {
    var file = Files.writeString(Files.createTempFile(home, "sample", ".yaml"), yaml);
    return new ConfigLoader(environment, (section, mentioned) -> installed, advice -> {})
        .load(file, null, Map.of());
  }

  /** The keys of what is refused as not yet supported; every other problem fails the test. */
  private static List<String> refused(String yaml, Map<String, String> environment)
      throws Exception {
    try {
      assertThat(load(yaml, environment)).isNotNull();
      return List.of();
    } catch (ConfigException e) {
      var lines = new ArrayList<>(String.valueOf(e.getMessage()).lines().toList());
      lines.removeLast();
      var keys = new ArrayList<String>();
      for (var line : lines) {
        var later = LATER.matcher(line);
        assertThat(later.matches()).as(line).isTrue();
        keys.add(later.group(1));
      }
      return keys;
    }
  }

  /** R56, R57: files load unchanged; a section is refused only while no plugin provides it. */
  @ParameterizedTest
  @ValueSource(strings = {"seed.yaml", "seed-sections.yaml", "generated.yaml", "every-key.yaml"})
  void filesLoadAsTheyAre(String name) throws Exception {
    var refused = refused(sample(name), Map.of("SERVEX_SERVER_HTTP", ":8080"));

    assertThat(refused)
        .allMatch(
            key -> key.startsWith("server.") || installed.find(ComponentKind.FILTER, key) == null)
        .doesNotContain("logging", "proxy");
  }

  /** R57: every documented key of every section, in the number that users know. */
  @Test
  void theSamplesHaveEveryKeyAndVariable() throws Exception {
    var keys = new TreeMap<String, Integer>();
    tree(sample("every-key.yaml")).forEach((name, value) -> keys.put(name, leaves(name, value)));

    assertThat(keys.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(156);
    assertThat(keys).containsEntry("proxy", 34).containsEntry("server", 23);
    assertThat(variables()).hasSize(113);
  }

  /** R76: the example is a configuration without a problem, and has each of these keys. */
  @Test
  void theCompleteExampleHasEveryKey() throws Exception {
    var example =
        Files.readString(Path.of("../docs/examples/complete.yaml"))
            .replace("/etc/servex/cert.pem", certificates.chain().toString())
            .replace("/etc/servex/key.pem", certificates.key().toString())
            .replace("\"./", "\"" + home + "/")
            .replace(home + "/public", home.toString());

    assertThat(refused(example, Map.of())).isEmpty();
    assertThat(paths("", tree(example))).containsAll(paths("", tree(sample("every-key.yaml"))));
  }

  private static Set<String> paths(String path, @Nullable Object value) {
    var paths = new TreeSet<String>();
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, item) -> {
            // What a mapping of a key has for keys is the user's.
            if (path.matches("\\.filter\\..*|\\.static_files\\.cache_rules|.*\\.headers")) {
              paths.add(path);
            } else {
              paths.addAll(paths(path + "." + key, item));
            }
          });
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Map ->
          list.forEach(item -> paths.addAll(paths(path, item)));
      case null, default -> paths.add(path);
    }
    return paths;
  }

  /** D55: what is said by variables is what the same words in YAML say. */
  @Test
  void variablesSayWhatKeysSay() throws Exception {
    var every = tree(sample("every-key.yaml"));
    var variables = variables();
    var tree = said(variables.keySet(), every);
    for (var key : refused(MAPPER.writeValueAsString(tree), Map.of())) {
      variables.keySet().removeIf(variable -> concerns(key, variable));
    }
    tree = said(variables.keySet(), every);

    var read = EffectiveConfig.yaml(load(MAPPER.writeValueAsString(tree), Map.of()));

    assertThat(EffectiveConfig.yaml(load("", variables))).isEqualTo(read);
    assertThat(variables).hasSizeGreaterThan(15);
  }

  /** D82: each preset is a configuration that starts, by a variable too, and is shown as it is. */
  @ParameterizedTest
  @EnumSource(Preset.class)
  void presetsLieBelowTheFile(Preset preset) throws Exception {
    var listeners =
        """
        server: {http: ":8080", https: ":8443", cert_file: "%s", key_file: "%s"}
        """
            .formatted(certificates.chain(), certificates.key());

    var shown = EffectiveConfig.yaml(load("preset: " + preset.key() + "\n" + listeners, Map.of()));

    assertThat(EffectiveConfig.yaml(load(listeners, Map.of("SERVEX_PRESET", preset.key()))))
        .isEqualTo(shown);
    tree(preset.yaml()).forEach((section, settings) -> shows(tree(shown), section, settings));
    assertThat(EffectiveConfig.yaml(load(shown, Map.of()))).isEqualTo(shown);
    assertThat(shown).contains("preset: \"" + preset.key() + "\"");
  }

  /** Whether what is shown has all keys of a preset, whatever the notation of their values. */
  private static void shows(Map<?, ?> shown, Object key, Object value) {
    assertThat(shown.containsKey(key)).as("%s in %s", key, shown).isTrue();
    if (value instanceof Map<?, ?> inner && shown.get(key) instanceof Map<?, ?> below) {
      inner.forEach((name, item) -> shows(below, name, item));
    } else if (value instanceof Boolean || value instanceof Integer || value instanceof List) {
      assertThat(shown.get(key)).isEqualTo(value);
    }
  }

  private static boolean concerns(String key, String variable) {
    if (key.equals("server.enable_request_size_limits")) {
      return SIZES.stream().anyMatch(size -> variable.equals(variable("server." + size)))
          || variable.equals(variable(key));
    }
    return variable.equals(variable(key)) || variable.startsWith(variable(key) + "_");
  }

  private static String variable(String key) {
    return "SERVEX_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  private static Map<String, String> variables() throws Exception {
    var variables = new TreeMap<String, String>();
    for (var line : sample("every-variable.env").lines().toList()) {
      var equals = line.indexOf('=');
      if (line.startsWith("SERVEX_")) {
        variables.put(
            line.substring(0, equals),
            line.substring(equals + 1).replaceFirst("^(['\"])(.*)\\1$", "$2"));
      }
    }
    return variables;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> tree(String yaml) {
    return MAPPER.readValue(yaml, LinkedHashMap.class);
  }

  /** The part of a configuration that some variables can say. */
  private static Map<String, Object> said(Set<String> variables, Map<String, Object> every) {
    return said(variables, every, "SERVEX");
  }

  private static Map<String, Object> said(Set<String> variables, Map<?, ?> every, String prefix) {
    Map<String, Object> said = new LinkedHashMap<>();
    every.forEach((key, value) -> {
      var name = prefix + "_" + String.valueOf(key).toUpperCase(Locale.ROOT);
      if (value instanceof Map<?, ?> section) {
        var inner = said(variables, section, name);
        if (!inner.isEmpty()) {
          said.put(String.valueOf(key), inner);
        }
      } else if (variables.contains(name.replace("CACHE_CACHE_CONTROL", "CACHE_CONTROL"))) {
        said.put(String.valueOf(key), value);
      }
    });
    return said;
  }

  private static int leaves(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map
        && !path.matches("filter\\..*|static_files\\.cache_rules|.*\\.headers")) {
      return map.entrySet().stream()
          .mapToInt(entry -> leaves(path + "." + entry.getKey(), entry.getValue()))
          .sum();
    }
    if (value instanceof List<?> list && list.getFirst() instanceof Map) {
      return list.stream().mapToInt(item -> leaves(path, item)).sum();
    }
    return 1;
  }
}
