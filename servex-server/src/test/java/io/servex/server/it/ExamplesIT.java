package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.Servex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * R74, R75, R76: the files of docs/examples run, and the commands in them reach the rule they name.
 */
class ExamplesIT {
  @TempDir private Path folder;

  private static final Path FOLDER = Path.of("../docs/examples");
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?m)^# +curl (?:-X (\\w+) )?((?:-H '[^']+' )*)http://127\\.0\\.0\\.1:8080(\\S+) +# (\\S+)$");

  private static final Pattern FIELD = Pattern.compile("-H '([^']+)'");
  private static final Pattern BACKEND = Pattern.compile("http://127\\.0\\.0\\.1:90\\d\\d");
  private static final Pattern RULE = Pattern.compile("(?m)^    - name: \"([^\"]+)\"");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachCommandReachesTheRuleThatItNames(Path file) throws Exception {
    var yaml = Files.readString(file);
    var commands = COMMAND.matcher(yaml).results().toList();
    var rules = RULE.matcher(yaml).results().map(rule -> rule.group(1)).toList();
    var origins = new LinkedHashMap<String, OriginServer>();
    try {
      try (var gateway = Servex.fromYaml(withFiles(withBackends(yaml, origins))).start()) {
        for (var command : commands) {
          assertThat(answer(gateway.port(), command))
              .as(command.group())
              .isEqualTo(command.group(4));
        }
      }
    } finally {
      for (var origin : origins.values()) {
        origin.close();
      }
    }
    assertThat(commands.stream().map(command -> command.group(4))).containsAll(rules);
  }

  /** What a file names that this machine lacks: a certificate, folders, installed plugins. */
  private String withFiles(String yaml) throws Exception {
    if (yaml.contains("cert_file")) {
      var certificates = Certificates.in(folder);
      return yaml.replace("/etc/servex/cert.pem", certificates.chain().toString())
              .replace("/etc/servex/key.pem", certificates.key().toString())
              .replace("https: \":8443\"", "https: \"127.0.0.1:0\"")
              .replace("\"./", "\"" + folder + "/")
              .replace(folder + "/public", folder.toString())
          + "plugins: {directory: \""
          + Yaml.INSTALLED
          + "\"}\n";
    }
    return yaml;
  }

  private static String answer(int port, MatchResult command) throws IOException {
    var method = command.group(1) == null ? "GET" : command.group(1);
    var fields =
        FIELD
            .matcher(command.group(2))
            .results()
            .map(field -> field.group(1) + "\r\n")
            .collect(Collectors.joining());
    var host = fields.contains("Host: ") ? "" : "Host: localhost\r\n";
    try (var client = new RawHttpClient(port)) {
      client.send(
          "%s %s HTTP/1.1\r\n%s%sContent-Length: 0\r\n\r\n"
              .formatted(method, command.group(3), host, fields));
      return client.response().body();
    }
  }

  /** The file on any free port, with a backend in each backend's place that answers its rule. */
  private static String withBackends(String yaml, Map<String, OriginServer> origins)
      throws IOException {
    var text = new StringBuilder();
    var rule = "";
    for (var line : yaml.lines().toList()) {
      var begins = RULE.matcher(line);
      rule = begins.find() ? begins.group(1) : rule;
      var backend = BACKEND.matcher(line);
      var own = line;
      if (!line.startsWith("#") && backend.find()) {
        var origin = origins.get(backend.group());
        if (origin == null) {
          origin = OriginServer.answering(rule);
          origins.put(backend.group(), origin);
        }
        own = backend.replaceFirst(origin.url());
      }
      text.append(own).append('\n');
    }
    return text.toString().replace("http: \":8080\"", "http: \"127.0.0.1:0\"");
  }
}
