package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * The programs in {@code docs/examples} run as they say, against the tarball (R67, R68, R69), and
 * the composed one does what it names: R59, R60, R61, R62, R63, R64, R65, R72.
 */
class ExampleProgramsIT {
  private static final Pattern PORT = Pattern.compile("listening on port (\\d+)");

  @TempDir private static Path folder;
  private static Path home;
  private static OriginServer one;
  private static OriginServer two;
  private Process running;
  private Path err;

  @BeforeAll
  static void start() throws Exception {
    home = Program.unpack(Files.createDirectory(folder.resolve("home"))).home();
    one = OriginServer.answering("one");
    two = OriginServer.answering("two");
  }

  @AfterAll
  static void stop() throws IOException {
    one.close();
    two.close();
  }

  @AfterEach
  void end() throws Exception {
    running.destroy();
    assertThat(running.waitFor()).isEqualTo(143);
  }

  private int run(String program, String... arguments) throws IOException {
    var out = folder.resolve(program + ".out");
    err = folder.resolve(program + ".err");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--module-path", "lib"));
    command.addAll(List.of("--add-modules", "ALL-MODULE-PATH,java.se,jdk.crypto.ec"));
    command.add(Path.of("../docs/examples", program).toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    running =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> PORT.matcher(Files.readString(out)).find() || !running.isAlive());
    var port = PORT.matcher(Files.readString(out));
    assertThat(port.find()).as(Files.readString(err)).isTrue();
    return Integer.parseInt(port.group(1));
  }

  /** R67, R68: the weights are those of the YAML beside it. */
  @Test
  void theSimpleOneSplitsByWeight() throws Exception {
    var port = run("SimpleProxy.java", "127.0.0.1:0", one.url(), two.url());

    var answers = new ArrayList<String>();
    for (var i = 0; i < 30; i++) {
      answers.add(RawHttpClient.get(port, "/api/users").body());
    }

    assertThat(answers).filteredOn("one"::equals).hasSize(20);
    assertThat(answers).filteredOn("two"::equals).hasSize(10);
    assertThat(one.requests()).anyMatch(request -> request.startsWith("GET /users HTTP/1.1\r\n"));
    assertThat(RawHttpClient.get(port, "/other").status()).isEqualTo(404);
  }

  /** R59, R60, R61, R62, R63, R64, R65, R69, R72. */
  @Test
  void theComposedOneDoesWhatItNames() throws Exception {
    var plugins = home.resolve("plugins").toString();
    var port = run("ApiGateway.java", "127.0.0.1:0", plugins, one.url(), two.url());

    var proxied = RawHttpClient.get(port, "/api/users");
    assertThat(proxied.status()).isEqualTo(200);
    assertThat(proxied.fields("x-content-type-options")).containsExactly("nosniff");
    assertThat(proxied.fields("x-frame-options")).containsExactly("DENY");
    assertThat(proxied.fields("x-xss-protection")).hasSize(1);
    assertThat(proxied.fields("referrer-policy")).hasSize(1);
    assertThat(proxied.fields("x-ratelimit-limit")).containsExactly("1000");
    var blocked = RawHttpClient.get(port, "/api/users", "User-Agent: Mozilla bot");
    assertThat(blocked.status()).isEqualTo(403);
    assertThat(blocked.body()).startsWith("{\"message\":");

    assertThat(RawHttpClient.get(port, "/users/1").status()).isEqualTo(401);
    var user = AuthGateway.credentials("ann", "ann-password");
    var registered = AuthGateway.send(port, "POST", "/api/v1/auth/register", user);
    assertThat(registered.status()).isEqualTo(201);
    assertThat(RawHttpClient.get(port, "/users/1", AuthGateway.bearer(registered)).body())
        .isEqualTo("two");

    assertThat(RawHttpClient.get(port, "/health").status()).isEqualTo(200);
    assertThat(RawHttpClient.get(port, "/metrics").body()).contains("servex_proxy_requests_total");
    assertThat(RawHttpClient.get(port, "/about").body()).contains("\"rules\":3");
    var status = new JsonMapper().readTree(RawHttpClient.get(port, "/proxy-status").body());
    assertThat(status.get("proxy_enabled").asBoolean()).isTrue();
    assertThat(status.get("rules_count").asInt()).isEqualTo(3);
    assertThat(status.get("traffic_dump").asBoolean()).isFalse();

    await()
        .untilAsserted(() -> assertThat(Files.readString(err)).contains("\"url\":\"/api/users\""));
    var line =
        Files.readString(err)
            .lines()
            .filter(text -> text.contains("\"url\":\"/api/users\""))
            .findFirst()
            .orElseThrow();
    assertThat(new JsonMapper().readTree(line).propertyNames())
        .containsExactlyInAnyOrder(
            "time", "level", "msg", "method", "url", "status", "duration_ms");
  }
}
