package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.config.ConfigException;
import io.servex.server.config.ConfigKey;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.ProxySection;
import io.servex.server.plugin.InstalledPlugins;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What README and docs show is what works: each example is checked, run, or compiled and run. */
class DocumentationIT {
  /** Languages of examples; what is {@code text} or {@code ini} is for other programs. */
  private static final Set<String> LANGUAGES = Set.of("yaml", "sh", "java", "json", "ini", "text");

  /** Commands that take minutes or a fixed port: the file that has them run, or what they mean. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "./mvnw verify", ".ci/steps/build.sh",
          "./mvnw -Pdemo", "pom.xml",
          "bin/servex aot", ".ci/steps/aot.sh",
          "mvn -f acme-lowest-latency/pom.xml package", ".ci/steps/plugins.sh",
          "bin/servex plugins verify acme-lowest-latency/target/acme-lowest-latency.jar",
              ".ci/steps/plugins.sh",
          "cp acme-lowest-latency/target/acme-lowest-latency.jar plugins/", ".ci/steps/plugins.sh");

  private static final Pattern KEY = Pattern.compile("(?m)^([a-z_]+):");

  /** What is wrong with an example only because this machine lacks its files and folders. */
  private static final Pattern ABSENT =
      Pattern.compile(".*\\(expected: (a readable file|a folder.*|half a certificate.*)\\)");

  @TempDir private static Path home;
  private static Program program;
  @TempDir private Path folder;

  @BeforeAll
  static void unpack() throws Exception {
    program = Program.unpack(home);
  }

  static List<Markdown.Example> yaml() throws IOException {
    return Markdown.examples("yaml");
  }

  static List<Markdown.Example> java() throws IOException {
    return Markdown.examples("java");
  }

  @Test
  void examplesAreFencedAndNameTheirLanguage() throws Exception {
    for (var page : Markdown.pages()) {
      assertThat(Markdown.examples(page))
          .as(page + ": ```yaml, ```sh, ```java, or ```text for what is not to be tried")
          .allMatch(example -> LANGUAGES.contains(example.language()));
      assertThat(Markdown.prose(page))
          .as(page + ": an example stands between ``` and ```, so that a test finds it")
          .noneMatch(line -> line.startsWith("    "));
    }
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void yamlIsAValidConfiguration(Markdown.Example example) {
    assertThat(problems(whole(example.text()))).isEmpty();
  }

  /** Sections stand alone or with others; keys of a rule are put into one. */
  private static String whole(String text) {
    var keys = KEY.matcher(text).results().map(match -> match.group(1)).toList();
    var ofRule = ConfigKey.of(ProxySection.Rule.class).stream().map(ConfigKey::name).toList();
    if (ofRule.containsAll(keys)) {
      var backends = keys.contains("backends") ? "" : "\nbackends: [{url: \"http://a:1\"}]";
      return "server: {http: \":0\"}\nproxy:\n  enabled: true\n  rules:\n    -\n"
          + (text + backends).indent(6);
    }
    return (keys.contains("server") ? "" : "server: {http: \":0\"}\n") + text;
  }

  /** The problems that the example would have on any machine, with the plugins that are shipped. */
  private static List<String> problems(String yaml) {
    try (var plugins = new InstalledPlugins()) {
      var installed = plugins.look(home.resolve("plugins"), Set.of());
      var setup =
          new ConfigLoader(Map.of(), (section, mentioned) -> installed, advice -> {}).parse(yaml);
      assertThat(setup.config()).isNotNull();
      return List.of();
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage())
          .lines()
          .filter(line -> !ABSENT.matcher(line).matches() && !line.contains("nothing was started"))
          .toList();
    }
  }

  @Test
  void commandsOfTheShellWork() throws Exception {
    Files.writeString(home.resolve("servex.yaml"), "server: {http: \":0\"}\n");
    for (var example : Markdown.examples("sh")) {
      for (var command : commands(example)) {
        var elsewhere = ELSEWHERE.get(command);
        if (elsewhere != null) {
          assertThat(Files.readString(Path.of("..", elsewhere)))
              .as(example + ": " + command)
              .contains(command.replaceFirst(".* (-P)?", ""));
        } else if (!command.equals("bin/servex --config servex.yaml")) {
          var said = program.run(command);

          assertThat(said.code()).as(example + ": " + command + ": " + said.err()).isZero();
          assertThat(said.out() + said.err()).as(example + ": " + command).isNotBlank();
        }
      }
    }
  }

  private static List<String> commands(Markdown.Example example) {
    return example
        .text()
        .lines()
        .map(line -> line.replaceFirst("(^| +)#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /** R55, R56, D57: the first YAML that people see, with the command beside it. */
  @Test
  void theReadmeRuns() throws Exception {
    var readme = Path.of("../README.md");
    var yaml =
        Markdown.examples(readme).stream()
            .filter(example -> example.language().equals("yaml"))
            .findFirst()
            .orElseThrow()
            .text();
    try (var one = OriginServer.answering("one");
        var two = OriginServer.answering("two");
        var gateway =
            new GatewayProcess(
                folder,
                "",
                yaml.replace("\":8080\"", "\"127.0.0.1:PORT\"")
                    .replace("http://127.0.0.1:9001", one.url())
                    .replace("http://127.0.0.1:9002", two.url()))) {
      for (var i = 0; i < 30; i++) {
        assertThat(RawHttpClient.get(gateway.port(), "/api/users").status()).isEqualTo(200);
      }

      assertThat(one.requests()).hasSize(20).allMatch(head -> head.startsWith("GET /users HTTP"));
      assertThat(two.requests()).hasSize(10);
      assertThat(RawHttpClient.get(gateway.port(), "/health").status()).isEqualTo(200);
      gateway.terminate();
      assertThat(gateway.exit()).isZero();
      assertThat(gateway.log().lines())
          .hasSizeGreaterThan(60)
          .allSatisfy(line ->
              assertThat(new JsonMapper().readTree(line).get("level").asString())
                  .isIn("debug", "info", "warn", "error"));
    }
    assertThat(Files.readString(readme)).contains("bin/servex --config servex.yaml");
  }

  /** R67, R69: the programs compile against what the module exports, and run to their end. */
  @ParameterizedTest
  @MethodSource("java")
  void javaCompilesAndRuns(Markdown.Example example) throws Exception {
    var source = example.text().replace(":8080", ":0").replace("requests.log", folder + "/a.log");
    var name =
        Pattern.compile("class (\\w+)")
            .matcher(source)
            .results()
            .findFirst()
            .map((MatchResult match) -> match.group(1))
            .orElseThrow();
    var file = Files.writeString(folder.resolve(name + ".java"), source);

    compile(file);

    try (var loader = new URLClassLoader(new java.net.URL[] {folder.toUri().toURL()})) {
      var main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      assertThat(main.invoke(null, (Object) new String[0])).isNull();
    }
  }

  private void compile(Path source) {
    var modules =
        Stream.of("io.servex.api", "io.servex.core", "io.servex.server")
            .map(name -> ModuleLayer.boot().configuration().findModule(name).orElseThrow())
            .map(module -> module.reference().location().map(URI::getPath).orElseThrow())
            .collect(Collectors.joining(java.io.File.pathSeparator));
    var code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--class-path",
                modules,
                "-proc:none",
                "-Xlint:-options",
                "-d",
                folder.toString(),
                source.toString());
    assertThat(code).as(source.toString()).isZero();
  }
}
