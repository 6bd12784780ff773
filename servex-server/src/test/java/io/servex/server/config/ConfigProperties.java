package io.servex.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.plugin.Components;
import io.servex.server.reference.SampleFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.json.JsonMapper;

/** Whatever a file says, the answer is a configuration, or a list of problems with their places. */
class ConfigProperties {
  private static final Pattern LINE = Pattern.compile("yaml:\\d+:\\d+  .+: .+");
  private static final List<String> WORDS =
      List.of(
          "",
          "0",
          "-1",
          "1",
          "99999999999999999999",
          "true",
          "no",
          "5s",
          "1.5h",
          "10MB",
          "/a",
          "*",
          ":8080",
          "http://h:1",
          "ip_hash",
          "round_robin",
          "(",
          "null",
          "~",
          "0x10",
          "NaN",
          "\u0000",
          "é\ud83d\ude00",
          "${x}",
          "jsonl");

  private static final List<Class<? extends Record>> SECTIONS =
      List.of(
          ServexConfig.class,
          ServerSection.class,
          ServerSection.HttpsRedirect.class,
          ServerSection.Tracing.class,
          ProxySection.class,
          ProxySection.Rule.class,
          ProxySection.Backend.class,
          ProxySection.Retry.class,
          ProxySection.HealthCheck.class,
          ProxySection.TrafficDump.class,
          LoggingSection.class,
          PluginsSection.class);

  private static List<String> keys() {
    return SECTIONS.stream()
        .flatMap(section -> ConfigKey.of(section).stream())
        .map(ConfigKey::name)
        .distinct()
        .toList();
  }

  /** The problems of a text; none when it is a configuration. */
  private static List<String> problems(String yaml) {
    try {
      assertThat(new ConfigLoader(Map.of()).parse(yaml).config()).isNotNull();
      return List.of();
    } catch (ConfigException e) {
      var lines = new ArrayList<>(String.valueOf(e.getMessage()).lines().toList());
      assertThat(lines.removeLast()).matches("\\d+ problems?; nothing was started\\.");
      assertThat(lines).isNotEmpty();
      return lines;
    }
  }

  @Provide
  Arbitrary<Object> trees() {
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            Arbitraries.of(WORDS).map(word -> (Object) word),
            Arbitraries.integers().map(number -> (Object) number),
            Arbitraries.doubles().map(number -> (Object) number),
            Arbitraries.strings().ofMaxLength(6).map(text -> (Object) text));
    var names =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(9, Arbitraries.of(keys())),
            net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(4)));
    return Arbitraries.recursive(
        () -> scalars,
        inner ->
            Arbitraries.oneOf(
                scalars,
                inner.list().ofMaxSize(3).map(list -> (Object) list),
                Arbitraries.maps(names, inner).ofMaxSize(5).map(map -> (Object) map)),
        0,
        4);
  }

  /** D53. */
  @Property(tries = 400)
  void anyTreeIsAConfigurationOrProblemsWithPlaces(
      @ForAll("trees") Object server, @ForAll("trees") Object proxy, @ForAll("trees") Object more) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("server", server);
    root.put("proxy", proxy);
    if (more instanceof Map<?, ?> sections) {
      sections.forEach((key, value) -> root.putIfAbsent(String.valueOf(key), value));
    }

    // JSON is YAML, save for the characters that YAML has no place for.
    var lines = problems(new JsonMapper().writeValueAsString(root).replace("\u007f", ""));

    assertThat(lines).allSatisfy(line -> assertThat(line).matches(LINE));
  }

  @Property(tries = 400)
  void anyTextIsAConfigurationOrProblemsWithPlaces(@ForAll("texts") String yaml) {
    assertThat(problems(yaml)).allSatisfy(line -> assertThat(line).matches(LINE));
  }

  @Provide
  Arbitrary<String> texts() {
    var pieces =
        Arbitraries.oneOf(
            Arbitraries.of(
                "server", "proxy", ":", ": ", "\n", "  ", "- ", "{", "}", "[", "]", "&a ", "*a",
                "<<", "#", "\"", "'", "|", ">", "%", "@", "!t ", "?", "---\n", "...", "\t", ","),
            Arbitraries.strings().ofMaxLength(3));
    return pieces.list().ofMaxSize(30).map(list -> String.join("", list));
  }

  /** D53: a slip of the finger is answered with the key that was meant, or one as near. */
  @Property(tries = 400)
  void aMisspeltKeyIsSuggested(@ForAll Random random) {
    var section = random.nextBoolean() ? ServerSection.class : ProxySection.Rule.class;
    var keys = ConfigKey.of(section).stream().map(ConfigKey::name).toList();
    var key = keys.get(random.nextInt(keys.size()));
    var slip = slip(key, random);
    if (keys.contains(slip)) {
      return;
    }

    var indent = section == ServerSection.class ? "server:\n  " : "proxy:\n  rules:\n    - ";
    var lines = problems(indent + slip + ": x\n");

    assertThat(lines)
        .anySatisfy(line ->
            assertThat(line)
                .contains(slip + ": unknown key (did you mean ")
                .matches(".*did you mean (" + String.join("|", keys) + ")\\?\\).*"));
  }

  private static String slip(String key, Random random) {
    var at = random.nextInt(key.length() - 1);
    return switch (random.nextInt(3)) {
      case 0 -> key.substring(0, at) + key.substring(at + 1);
      case 1 -> key.substring(0, at) + "x" + key.substring(at);
      default -> key.substring(0, at) + key.charAt(at + 1) + key.charAt(at) + key.substring(at + 2);
    };
  }

  /** Of the sample, any choice of the single values that are commented out can be used. */
  @Property(tries = 50)
  void theSampleWorksWithAnyOfItsKeys(@ForAll Random random) {
    var text = new StringBuilder();
    var there = false;
    for (var line : SampleFile.yaml(SectionKeys.of(Components.builtIn())).lines().toList()) {
      there = line.matches("#?[a-z_]+:.*") ? !line.startsWith("#") : there;
      var single = there && line.matches("  #[a-z_]+: [^\\[{ ].*");
      text.append(single && random.nextBoolean() ? line.replaceFirst("#", "") : line).append('\n');
    }

    assertThat(problems(text.toString().replaceFirst("(?m)^  enabled: false$", "  enabled: true")))
        .allMatch(line ->
            line.contains("(expected: a readable file)")
                || line.contains("(expected: a folder)")
                || line.contains("no certificate (expected: cert_file and key_file)"));
  }

  /** What a file says and what the environment says is the same, whichever value it is. */
  @Property(tries = 50)
  void aVariableIsItsKey(@ForAll("numbers") int value) throws ConfigException {
    var read =
        new ConfigLoader(Map.of())
            .parse("server: {http: ':0', max_header_count: " + value + "}\n")
            .config();
    var set =
        new ConfigLoader(
                Map.of(
                    "SERVEX_SERVER_HTTP",
                    ":0",
                    "SERVEX_SERVER_MAX_HEADER_COUNT",
                    Integer.toString(value)))
            .load(null, null, Map.of())
            .config();

    assertThat(set.server()).isEqualTo(read.server());
    assertThat(Set.of(read.server().maxHeaderCount())).containsExactly(value);
  }

  @Provide
  Arbitrary<Integer> numbers() {
    return Arbitraries.integers().between(1, 10_000);
  }
}
