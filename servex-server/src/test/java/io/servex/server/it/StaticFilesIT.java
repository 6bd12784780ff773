package io.servex.server.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files beside the proxy (R66): D97, D98, D99. */
class StaticFilesIT {
  private static final int LARGE = 3_000_000;
  private static final String POOLED = "servex_buffer_pool_direct_bytes";

  @TempDir static Path work;
  private static Path root;
  private static String large;
  private static OriginServer backend;
  private static Servex.Running gateway;

  @BeforeAll
  static void start() throws Exception {
    root = Files.createDirectory(work.resolve("www"));
    var bytes = new byte[LARGE];
    new Random(1).nextBytes(bytes);
    large = new String(bytes, ISO_8859_1);
    Files.write(root.resolve("large.bin"), bytes);
    Files.writeString(root.resolve("index.html"), "<p>start</p>");
    Files.writeString(root.resolve("app.js"), "let a;");
    Files.writeString(root.resolve("noext"), "?");
    Files.writeString(root.resolve("empty.txt"), "");
    Files.writeString(root.resolve(".env"), "SECRET=1");
    Files.createDirectories(root.resolve("docs/none"));
    Files.writeString(root.resolve("docs/index.html"), "<p>docs</p>");
    Files.writeString(root.resolve("docs/text.txt"), "words ".repeat(50_000));
    Files.writeString(work.resolve("secret.txt"), "secret");
    Files.createSymbolicLink(root.resolve("out.txt"), work.resolve("secret.txt"));
    backend = OriginServer.answering("backend");
    gateway = with("  url_prefix: /static/\n");
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
    backend.close();
  }

  private static Servex.Running with(String settings) throws StartException {
    return Yaml.startWithPlugins(
        "static_files:\n  enabled: true\n  dir: \"" + root + "\"\n" + settings,
        Yaml.rule("all", "/api", "methods: [POST]", backend.url())
            + Yaml.rule("sub", "/static/proxied", "", backend.url()));
  }

  private static RawHttpClient.Response get(String path, String... fields) throws IOException {
    return RawHttpClient.get(gateway.port(), path, fields);
  }

  /** The files of the folder that this process has open. */
  private static long open() {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .filter(descriptor -> {
            try {
              return Files.readSymbolicLink(descriptor).startsWith(root);
            } catch (IOException e) {
              return false;
            }
          })
          .count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void servesFilesWithTheirTypes() throws Exception {
    var script = get("/static/app.js");
    assertThat(script.status()).isEqualTo(200);
    assertThat(script.body()).isEqualTo("let a;");
    assertThat(script.field("content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(script.field("x-content-type-options")).isEqualTo("nosniff");
    assertThat(script.field("accept-ranges")).isEqualTo("bytes");
    assertThat(script.field("x-request-id")).isNotEmpty();
    assertThat(script.fields("cache-control")).isEmpty();
    assertThat(get("/static/noext").field("content-type")).isEqualTo("application/octet-stream");
    assertThat(get("/static/empty.txt").body()).isEmpty();
    assertThat(get("/static/proxied/x").body()).isEqualTo("backend");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/staticapp.js",
        "/app.js",
        "/static/.env",
        "/static/out.txt",
        "/static/%2e%2e/secret.txt",
        "/static/docs%2Findex.html",
        "/static/none",
        "/static/app.js/",
        "/static/docs/none/"
      })
  void hidesEverythingElse(String path) throws Exception {
    var response = get(path);
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("{\"message\":\"Not Found\"}");
  }

  @Test
  void knowsWhoHasTheFileAlready() throws Exception {
    var first = get("/static/app.js");
    var tag = first.field("etag");
    assertThat(tag).matches("\"[0-9a-f]+-[0-9a-f]+\"");
    assertThat(get("/static/app.js").field("etag")).isEqualTo(tag);

    var same = get("/static/app.js", "If-None-Match: " + tag);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.field("etag")).isEqualTo(tag);
    assertThat(same.body()).isEmpty();
    var date = first.field("last-modified");
    assertThat(get("/static/app.js", "If-Modified-Since: " + date).status()).isEqualTo(304);
    assertThat(get("/static/app.js", "If-Match: \"x\"").status()).isEqualTo(412);
  }

  @Test
  void cutsRanges() throws Exception {
    var small = get("/static/app.js", "Range: bytes=4-");
    assertThat(small.status()).isEqualTo(206);
    assertThat(small.body()).isEqualTo("a;");
    assertThat(small.field("content-range")).isEqualTo("bytes 4-5/6");

    var middle = get("/static/large.bin", "Range: bytes=1000-2000999");
    assertThat(middle.status()).isEqualTo(206);
    assertThat(middle.body()).isEqualTo(large.substring(1000, 2_001_000));

    var beyond = get("/static/app.js", "Range: bytes=6-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.field("content-range")).isEqualTo("bytes */6");
    assertThat(get("/static/app.js", "Range: bytes=99999999999999999999-").status()).isEqualTo(416);
    assertThat(get("/static/app.js", "Range: bytes=0-1", "Range: bytes=2-3").body())
        .isEqualTo("let a;");
    assertThat(get("/static/app.js", "Range: bytes=0-1", "If-Range: \"old\"").body())
        .isEqualTo("let a;");
  }

  @Test
  void sendsLargeFilesOneAfterTheOther() throws Exception {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          "GET /static/large.bin HTTP/1.1\r\nHost: h\r\n\r\n"
              + "HEAD /static/large.bin HTTP/1.1\r\nHost: h\r\n\r\n"
              + "GET /static/app.js HTTP/1.1\r\nHost: h\r\n\r\n"
              + "GET /static/large.bin HTTP/1.0\r\n\r\n");
      assertThat(client.response().body()).isEqualTo(large);
      assertThat(client.response(true).field("content-length")).isEqualTo("" + LARGE);
      assertThat(client.response().body()).isEqualTo("let a;");
      assertThat(client.response().body()).isEqualTo(large);
      assertThat(client.closed()).isTrue();
    }
    await().until(() -> open() == 0);
  }

  /** A file of any size costs no memory: the kernel moves it, and others are answered meanwhile. */
  @Test
  void sendsAFileWithoutHoldingIt() throws Exception {
    var length = 200_000_000L;
    try (var file = new RandomAccessFile(root.resolve("video.bin").toFile(), "rw")) {
      file.setLength(length);
    }
    try (var client = new RawHttpClient(gateway.port())) {
      assertThat(get("/static/app.js").status()).isEqualTo(200);
      var before = Scrape.of(gateway.port()).value(POOLED);
      client.send("GET /static/video.bin HTTP/1.1\r\nHost: h\r\n\r\n");
      while (!client.line().isEmpty()) {
        continue;
      }
      for (var read = 0L; read < length; read += 20_000_000) {
        assertThat(client.read(20_000_000)).hasSize(20_000_000);
        assertThat(get("/static/app.js").status()).isEqualTo(200);
        assertThat(Scrape.of(gateway.port()).value(POOLED)).isLessThanOrEqualTo(before + 8_000_000);
      }
    }
    await().until(() -> open() == 0);
    Files.delete(root.resolve("video.bin"));
  }

  @Test
  void letsGoOfTheFilesOfClientsThatLeave() throws Exception {
    for (var i = 0; i < 5; i++) {
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET /static/large.bin HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
        client.reset();
      }
      try (var client = new RawHttpClient(gateway.port())) {
        client.send("GET /static/large.bin HTTP/1.1\r\nHost: h\r\n\r\n");
      }
    }
    await().until(() -> open() == 0);
    assertThat(get("/static/app.js").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "compression: {enabled: true}\n"})
  void cutsClientsThatTakeNothing(String more) throws Exception {
    try (var file = new RandomAccessFile(root.resolve("huge.txt").toFile(), "rw")) {
      file.setLength(100_000_000_000L);
    }
    try (var other =
            Servex.fromYaml(
                    """
                    server: {http: "127.0.0.1:0", workers: 1, idle_timeout: 300ms}
                    plugins: {directory: "%s"}
                    static_files: {enabled: true, dir: "%s"}
                    logging: {disable_request_logging: true}
                    %s
                    """
                        .formatted(Yaml.INSTALLED, root, more))
                .start();
        var client = new RawHttpClient(other.port())) {
      client.send("GET /huge.txt HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
      assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
      await().until(() -> open() == 1);
      if (more.isEmpty()) {
        await().until(() -> open() == 0);
      }
    }
    await().until(() -> open() == 0);
    Files.delete(root.resolve("huge.txt"));
  }

  @Test
  void compressesLargeFilesWhileTheyStream() throws Exception {
    try (var other = with("  url_prefix: /static\ncompression: {enabled: true}\n")) {
      for (var version : new String[] {"1.1", "1.0"}) {
        try (var client = new RawHttpClient(other.port())) {
          client.send(
              "GET /static/docs/text.txt HTTP/"
                  + version
                  + "\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
          var response = client.response();
          assertThat(response.field("content-encoding")).isEqualTo("gzip");
          assertThat(response.field("etag")).startsWith("W/\"");
          var bytes = new ByteArrayInputStream(response.body().getBytes(ISO_8859_1));
          try (var in = new GZIPInputStream(bytes)) {
            assertThat(new String(in.readAllBytes(), ISO_8859_1))
                .isEqualTo("words ".repeat(50_000));
          }
        }
      }
      assertThat(
              RawHttpClient.get(
                      other.port(),
                      "/static/docs/text.txt",
                      "Accept-Encoding: gzip",
                      "Range: bytes=0-99999")
                  .body())
          .hasSize(100_000);
    }
    await().until(() -> open() == 0);
  }

  @Test
  void sendsFilesOverTls() throws Exception {
    var identity = TestCertificates.make(work, "server", "dns:localhost,ip:127.0.0.1");
    try (var secure =
        Servex.fromYaml(
                """
                server:
                  https: "127.0.0.1:0"
                  cert_file: %s
                  key_file: %s
                plugins: {directory: "%s"}
                static_files: {enabled: true, dir: "%s"}
                logging: {disable_request_logging: true}
                """
                    .formatted(identity.certificate(), identity.key(), Yaml.INSTALLED, root))
            .start()) {
      var sockets = identity.trusting(identity).getSocketFactory();
      var port = secure.addresses().getFirst().getPort();
      try (var client = new RawHttpClient(sockets.createSocket("127.0.0.1", port))) {
        for (var i = 0; i < 2; i++) {
          client.send("GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n");
          assertThat(client.response().body()).isEqualTo(large);
        }
      }
      try (var client = new RawHttpClient(sockets.createSocket("127.0.0.1", port))) {
        client.send("GET /large.bin HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
      }
      await().until(() -> open() == 0);
    }
  }

  @Test
  void standsForFoldersByTheirIndex() throws Exception {
    assertThat(get("/static/").body()).isEqualTo("<p>start</p>");
    assertThat(get("/static/docs/").body()).isEqualTo("<p>docs</p>");
    var redirect = get("/static/docs?a=b");
    assertThat(redirect.status()).isEqualTo(301);
    assertThat(redirect.field("location")).isEqualTo("/static/docs/?a=b");
    assertThat(get("/static").field("location")).isEqualTo("/static/");
    assertThat(get("//static//docs").field("location")).isEqualTo("/static/docs/");
  }

  @Test
  void answersWithTheApplicationsPage() throws Exception {
    try (var spa = with("  spa_mode: true\n  exclude_paths: [/closed/]\n")) {
      var page = RawHttpClient.get(spa.port(), "/users/1", "Accept: text/html,*/*");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.body()).isEqualTo("<p>start</p>");
      assertThat(page.field("content-type")).isEqualTo("text/html; charset=utf-8");
      assertThat(
              RawHttpClient.get(
                      spa.port(),
                      "/users/1",
                      "Accept: text/html",
                      "If-None-Match: " + page.field("etag"))
                  .status())
          .isEqualTo(304);
      assertThat(RawHttpClient.get(spa.port(), "/users/1").status()).isEqualTo(404);
      for (var path : new String[] {"/none.js", "/closed/x", "/admin/x"}) {
        assertThat(RawHttpClient.get(spa.port(), path, "Accept: text/html").status())
            .isEqualTo(404);
      }
      assertThat(RawHttpClient.get(spa.port(), "/api/x", "Accept: text/html").status())
          .isEqualTo(405);
      assertThat(RawHttpClient.get(spa.port(), "/health", "Accept: text/html").body())
          .doesNotContain("start");
    }
  }

  @Test
  void saysHowLongFilesKeep() throws Exception {
    try (var other =
        with("  cache_max_age: 60\n  cache_rules: {\".js\": 3600, /index.html: 0}\n")) {
      var script = RawHttpClient.get(other.port(), "/app.js");
      assertThat(script.field("cache-control")).isEqualTo("public, max-age=3600");
      assertThat(script.field("expires")).endsWith(" GMT");
      assertThat(RawHttpClient.get(other.port(), "/noext").field("cache-control"))
          .isEqualTo("public, max-age=60");
      for (var path : new String[] {"/index.html", "/"}) {
        assertThat(RawHttpClient.get(other.port(), path).field("cache-control"))
            .isEqualTo("no-cache");
      }
    }
  }

  @Test
  void bindsTheOtherKeys() throws Exception {
    try (var other = with("  index_file: app.js\n  strip_prefix: /v1\n  allow_dotfiles: true\n")) {
      assertThat(RawHttpClient.get(other.port(), "/v1/").body()).isEqualTo("let a;");
      assertThat(RawHttpClient.get(other.port(), "/.env").body()).isEqualTo("SECRET=1");
    }
    assertThatThrownBy(() -> with("  url_prefix: static\n"))
        .hasMessageContaining("static_files.url_prefix: static (expected: a path");
    assertThatThrownBy(
            () -> Yaml.startWithPlugins("static_files: {enabled: true, dir: /none/x}", ""))
        .hasMessageContaining("static_files.dir: /none/x (expected: a folder)");
    assertThatThrownBy(() -> Yaml.startWithPlugins("static_files: {enabled: true}", ""))
        .hasMessageContaining("static_files.dir: missing (expected: a folder)");
  }
}
