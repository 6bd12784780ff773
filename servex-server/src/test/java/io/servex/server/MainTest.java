package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flags, commands and exit codes: D48 to D57 as far as they need no running gateway. */
class MainTest {
  @TempDir private Path folder;

  /** What the program said. */
  private record Said(int code, String out, String err) {}

  private static Said run(Map<String, String> environment, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code =
        new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment)
            .run(arguments);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Said run(String... arguments) {
    return run(Map.of(), arguments);
  }

  private String config(String yaml) throws IOException {
    return Files.writeString(folder.resolve("servex.yaml"), yaml).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "-help", "--help", "--help=true"})
  void printsHelpOnOneScreenThatNamesEveryFlag(String flag) {
    var said = run(flag, "-version");

    assertThat(said.code()).isZero();
    assertThat(said.out().lines().count()).isLessThanOrEqualTo(45);
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Stream.concat(CommandLine.VALUES.stream(), CommandLine.SWITCHES.stream()))
        .allSatisfy(name -> assertThat(said.out()).contains("--" + name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--no-such-flag",
        "-prot 80",
        "-p8080",
        "-vx",
        "-c",
        "--verbose=maybe",
        "--log-level loud",
        "--log-format xml",
        "generate --type toml",
        "validate run",
        "serve",
        "validate --output x",
        "generate --force",
        "run --strict",
        "run --control-socket x"
      })
  void exitsWithTwoForWrongFlags(String arguments) {
    var said = run(arguments.split(" "));

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.out()).isEmpty();
    assertThat(said.err()).startsWith("servex: ").contains("Usage: servex");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "-v", "-version", "--version", "-v -validate -c none.yaml"})
  void printsItsVersionInFiveLines(String arguments) {
    var said = run(arguments.split(" "));

    assertThat(said.code()).isZero();
    assertThat(said.out().lines()).hasSize(5).first().asString().startsWith("servex ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-validate -c F",
        "--validate=true --config=F",
        "-validate=1 -verbose=T -c F",
        "validate -config F"
      })
  void validatesAFile(String arguments) throws Exception {
    var file = config("server: {http: ':0'}\n");

    var said =
        run(
            arguments
                .replace("c F", "c " + file)
                .replace("g F", "g " + file)
                .replace("g=F", "g=" + file)
                .split(" "));

    assertThat(said).isEqualTo(new Said(0, "configuration is valid: 0 rules\n", ""));
  }

  @Test
  void readsABooleanFlagThatIsFalse() throws Exception {
    var file = config("server: {http: ':0'}\n");

    var said = run("-validate=false", "--dry-run=true", "-verbose=false", "-c", file);

    assertThat(said.code()).isZero();
    assertThat(said.out()).startsWith("---\nserver:").contains("level: \"info\"");
  }

  /** D51. */
  @Test
  void refusesAFileThatIsNotThere() {
    var missing = folder.resolve("nope.yaml");

    var said = run(Map.of("SERVEX_SERVER_HTTP", ":0"), "validate", "-c", missing.toString());

    assertThat(said).isEqualTo(new Said(1, "", missing + ": no such file; nothing was started.\n"));
  }

  /** D56. */
  @ParameterizedTest
  @CsvSource({
    "-p, 9090, 127.0.0.1:9090",
    "-port, :9090, :9090",
    "--port, 127.0.0.2:9090, 127.0.0.2:9090"
  })
  void keepsTheHostWhenAPortAloneIsGiven(String flag, String value, String address)
      throws Exception {
    var file = config("server: {http: '127.0.0.1:8080'}\n");

    var said = run("-dry-run", flag, value, "-c", file);

    assertThat(said.out()).contains("http: \"" + address + "\"");
  }

  /** D52. */
  @Test
  void letsTheRealEnvironmentWinOverTheEnvFile() throws Exception {
    var file = config("server: {http: ':0', workers: 1}\n");
    var env = Files.writeString(folder.resolve(".env"), "export SERVEX_SERVER_WORKERS=2 # two\n");

    var without = run("-dry-run", "-c", file, "-env-file", env.toString());
    var with =
        run(
            Map.of("SERVEX_SERVER_WORKERS", "3"),
            "-dry-run",
            "-c",
            file,
            "-env-file",
            env.toString());

    assertThat(without.out()).contains("workers: 2");
    assertThat(with.out()).contains("workers: 3");
  }

  @Test
  void printsASampleThatValidates() throws Exception {
    var sample = run("generate");

    var said = run("validate", "--strict", "-c", config(sample.out()));

    assertThat(sample.code()).isZero();
    assertThat(said).isEqualTo(new Said(0, "configuration is valid: 0 rules\n", ""));
  }

  @Test
  void printsASampleOfVariablesThatValidates() throws Exception {
    var sample = run("-g", "-type", "env");
    var env = Files.writeString(folder.resolve(".env"), sample.out());

    var said = run("validate", "--env-file", env.toString(), "-c", config(""));

    assertThat(sample.out()).contains("\nSERVEX_SERVER_HTTP=:8080\n");
    assertThat(said.err() + said.code()).isEqualTo("0");
  }

  @Test
  void replacesAFileOnlyWhenForced() throws Exception {
    var file = folder.resolve("new.yaml");
    var write = new String[] {"-generate", "-output", file.toString()};

    assertThat(run(write)).isEqualTo(new Said(0, "", ""));
    Files.writeString(file, "mine");
    assertThat(run(write))
        .isEqualTo(
            new Said(
                1,
                "",
                "servex: " + file + ": is there already (expected: a new file, or --force)\n"));
    assertThat(file).hasContent("mine");
    assertThat(run("generate", "--output=" + file, "--force").code()).isZero();
    assertThat(file).hasContent(run("generate").out());
  }

  @Test
  void saysThatAFileCannotBeWritten() {
    var said = run("schema", "--output", folder.resolve("none/schema.json").toString());

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.err()).contains("schema.json: cannot be written").hasLineCount(1);
  }

  /** R77, R78: what is unwise is a warning, and with --strict a problem. */
  @Test
  void warnsOfWhatIsUnwise() throws Exception {
    var file =
        config(
            """
            server: {http: ":0"}
            proxy:
              enabled: true
              rules:
                - name: api
                  path_prefix: /
                  backends: [{url: "http://a:1"}, {url: "http://b:1", max_connections: 5}]
            """);

    var plain = run("validate", "-c", file);
    var verbose = run("validate", "-verbose", "-c", file);

    assertThat(plain.code()).isZero();
    assertThat(plain.err())
        .isEqualTo(
            "warning: "
                + file
                + ":7:17  proxy.rules[0].backends: 2 backends and no health checks"
                + " (better: proxy.health_check)\n");
    assertThat(verbose.err()).contains("proxy.rules[0].backends[0]: any number of requests");
    assertThat(run("validate", "--strict", "-c", file).code()).isEqualTo(1);
    assertThat(Arrays.stream(plain.out().split("\n")).collect(Collectors.joining()))
        .isEqualTo("configuration is valid: 1 rule");
  }

  @ParameterizedTest
  @CsvSource({"change-me, 1", "a-token-nobody-guesses, 0"})
  void warnsOfATokenThatCanBeGuessed(String token, int warnings) throws Exception {
    var file = config("server: {http: ':0', auth_token: " + token + "}\n");

    var said = run("validate", "-c", file);

    assertThat(said.code()).isZero();
    assertThat(
            said.err().lines().filter(line -> line.contains("server.auth_token: can be guessed")))
        .hasSize(warnings);
    assertThat(said.err()).doesNotContain(token);
  }

  /** R79: a dump of everything is a warning, one of a share is not. */
  @ParameterizedTest
  @CsvSource({"1.0, 1", "0.1, 0"})
  void warnsOfADumpOfEverything(String rate, int warnings) throws Exception {
    var file =
        config(
            """
            server: {http: ":0"}
            proxy:
              enabled: true
              traffic_dump: {enabled: true, directory: "%s", sample_rate: %s}
              rules:
                - {name: api, path_prefix: /, backends: [{url: "http://a:1"}]}
            """
                .formatted(folder, rate));

    var said = run("validate", "-c", file);

    assertThat(said.code()).isZero();
    assertThat(said.err().lines().filter(line -> line.contains("every request is captured")))
        .hasSize(warnings);
    assertThat(run("validate", "--strict", "-c", file).code()).isEqualTo(warnings);
  }

  @Test
  void warnsOfARuleThatNeverApplies() throws Exception {
    var file =
        config(
            """
            server: {http: ":0"}
            proxy:
              enabled: true
              rules:
                - {name: all-of-api, path_prefix: /api, backends: [{url: "http://a:1"}]}
                - {name: v2, path_prefix: /api/v2/, methods: [POST], headers: {X-Version: "2"},
                   backends: [{url: "http://b:1"}]}
            """);

    var said = run("validate", "-c", file);

    assertThat(said.code()).isZero();
    assertThat(said.err())
        .isEqualTo(
            "warning: "
                + file
                + ":6:7  proxy.rules[1]: never applies, for proxy.rules[0] (all-of-api) takes all"
                + " of its requests, such as POST http://example.com/api/v2 with X-Version: 2"
                + " (better: the narrower rule first)\n");
    assertThat(run("validate", "--strict", "-c", file).code()).isEqualTo(1);
  }
}
