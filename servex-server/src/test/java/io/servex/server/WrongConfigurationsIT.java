package io.servex.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D46: what {@code validate} accepts starts, and both refuse the rest in the same words. */
@Timeout(120)
class WrongConfigurationsIT {
  private static final Path INSTALLED =
      Path.of("../plugins/target/installed").toAbsolutePath().normalize();

  @TempDir private Path folder;

  /** What the program said. */
  private record Said(int code, String err) {}

  private Said run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var code =
        new Main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of())
            .run(arguments);
    var said = err.toString(StandardCharsets.UTF_8).replace(folder + "/", "");
    return new Said(code, said);
  }

  private String file(String yaml) throws IOException {
    var head = "server: {http: '127.0.0.1:0'}\nplugins: {directory: '" + INSTALLED + "'}\n";
    return Files.writeString(folder.resolve("a.yaml"), head + yaml).toString();
  }

  /** The lines with which all three refuse a configuration, and nothing else. */
  private List<String> refused(String yaml) throws IOException {
    var file = file(yaml);
    var validated = run("validate", "--config", file);

    assertThat(validated.code()).isEqualTo(1);
    assertThat(run("--config", file)).isEqualTo(validated);
    assertThat(run("--dry-run", "--config", file)).isEqualTo(validated);
    var lines = validated.err().lines().toList();
    assertThat(lines.getLast()).endsWith("; nothing was started.");
    return lines.subList(0, lines.size() - 1);
  }

  /** One problem each, in the third line of the file. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "static_files: {enabled: true} | 15 | static_files.dir: missing (expected: a folder)",
        "static_files: {enabled: true, dir: /nosuch} | 36 | static_files.dir: /nosuch (expected: a folder)",
        "cors: {enabled: true, allow_credentials: true} | 42 | cors.allow_credentials: true (expected: false,",
        "cors: {enabled: true, allow_methods: [GET, 'G ET']} | 44 | cors.allow_methods[1]: G ET (expected: a method",
        "cors: {enabled: true, expose_headers: ['a b']} | 40 | cors.expose_headers[0]: a b (expected: a field's",
        "proxy: {enabled: true, traffic_dump: {enabled: true, directory: /proc/x}, rules: [{path_prefix: /, backends: [{url: 'http://127.0.0.1:1'}]}]} | 65 | proxy.traffic_dump.directory: /proc/x (expected: a folder that can be made",
        "proxy: {enabled: true, rules: [{path_prefix: /, discovery: {type: file, path: /nosuch.yaml}}]} | 79 | proxy.rules[0].discovery.path: /nosuch.yaml (expected: a readable file)",
        "auth: {enabled: true, jdbc: {url: nonsense}} | 35 | auth.jdbc.url: ******** (expected: jdbc:postgresql://",
        "auth: {enabled: true} | 7 | auth: nobody can be known (expected: use_memory_database",
        "rate_limit: {enabled: true} | 13 | rate_limit.requests_per_interval: missing (expected: 1 or more)",
        "security: {enabled: true, csrf_enabled: true, csrf_cookie_path: x} | 65 | security.csrf_cookie_path: x (expected: a path)",
        "cache: {enabled: true, vary: 'a b'} | 30 | cache.vary: a b (expected: names",
        "compression: {enabled: true, encodings: [lzma]} | 42 | compression.encodings[0]: lzma (expected: zstd,",
      })
  void areRefusedBeforeAnythingStarts(String yaml, int column, String problem) throws Exception {
    var lines = refused(yaml + "\n");

    assertThat(lines).singleElement().asString().startsWith("a.yaml:3:" + column + "  " + problem);
  }

  /** Neither a section nor a type of problem hides another one. */
  @Test
  void areToldOfAllProblemsAtOnce() throws Exception {
    var lines =
        refused(
            """
            cors:
              enabled: true
              allow_origins: ["*", nonsense]
              allow_credentials: true
              allow_headers: ["a b"]
            filter:
              blocked_ips: [zzz, 10.0.0.1, yyy]
              blocked_user_agents_regex: ["(", "["]
              status_code: 99
              locations:
                - {paths: []}
                - {paths: [a], blocked_ips: [q]}
            rate_limit:
              {enabled: true, requests_per_interval: 1, trusted_proxies: [qq], key: cookie}
            static_files: {enabled: true, url_prefix: a}
            """);

    assertThat(lines.stream().map(line -> line.substring(0, line.indexOf(" (expected"))))
        .containsExactly(
            "a.yaml:5:24  cors.allow_origins[1]: nonsense",
            "a.yaml:6:22  cors.allow_credentials: true",
            "a.yaml:7:19  cors.allow_headers[0]: a b",
            "a.yaml:9:17  filter.blocked_ips[0]: zzz",
            "a.yaml:9:32  filter.blocked_ips[2]: yyy",
            "a.yaml:10:31  filter.blocked_user_agents_regex[0]: (",
            "a.yaml:10:36  filter.blocked_user_agents_regex[1]: [",
            "a.yaml:11:16  filter.status_code: 99",
            "a.yaml:13:15  filter.locations[0].paths: []",
            "a.yaml:14:16  filter.locations[1].paths[0]: a",
            "a.yaml:14:34  filter.locations[1].blocked_ips[0]: q",
            "a.yaml:16:63  rate_limit.trusted_proxies[0]: qq",
            "a.yaml:16:73  rate_limit.key: cookie",
            "a.yaml:17:15  static_files.dir: missing",
            "a.yaml:17:43  static_files.url_prefix: a");
  }

  /** A section that is off may wait for what it needs. */
  @Test
  void mayBeOff() throws Exception {
    var file =
        file(
            """
            static_files: {enabled: false, dir: /nosuch}
            rate_limit: {enabled: false}
            auth: {enabled: false}
            cors: {enabled: false, allow_credentials: true}
            """);

    assertThat(run("validate", "--strict", "--config", file)).isEqualTo(new Said(0, ""));
    assertThat(run("validate", "--verbose", "--config", file).err().lines())
        .anyMatch(line ->
            line.equals(
                "warning: a.yaml:3:37  static_files.dir: /nosuch (expected: a folder), once it"
                    + " is on"))
        .hasSizeGreaterThanOrEqualTo(4);
  }

  /** What is configured and not switched on protects nobody. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "security: {csrf_enabled: true} | security: without enabled, so nothing",
        "security: {enabled: false, csrf_enabled: true} | security.csrf_enabled: true, and nothing protects",
        "security: {enabled: true, csrf_secret: 0123456789abcdef0123456789abcdef} | security.csrf_secret: without csrf_enabled",
        "rate_limit: {requests_per_interval: 5} | rate_limit: without enabled",
        "admin: {token: 0123456789abcdef} | admin: without enabled",
        "proxy: {rules: []} | proxy: without enabled",
        "proxy: {enabled: true, outlier_detection: {interval: 5s}} | proxy.outlier_detection: without enabled",
      })
  void areWarnedOfWhenTheyAreNotSwitchedOn(String yaml, String advice) throws Exception {
    var file = file(yaml + "\n");

    assertThat(run("validate", "--config", file).code()).isZero();
    var strict = run("validate", "--strict", "--config", file);
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.err().lines())
        .singleElement()
        .asString()
        .startsWith("warning: a.yaml:3:")
        .contains("  " + advice);
  }
}
