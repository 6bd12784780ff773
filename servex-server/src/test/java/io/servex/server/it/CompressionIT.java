package io.servex.server.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed answers on proxied paths (R66): D95, D96. */
@ExtendWith(BufferAccounting.class)
class CompressionIT {
  @TempDir private Path folder;

  private static final String TEXT = "all work and no play makes a dull page. ".repeat(5_000);
  private static final String GZIP = "Accept-Encoding: gzip";

  private static Servex.Running with(String settings, OriginServer backend) throws StartException {
    return Yaml.startWithPlugins(
        "compression:\n  enabled: true\n" + settings, Yaml.rule("all", "/", "", backend.url()));
  }

  /** A backend that answers with a body of known length. */
  private static OriginServer text(String fields, String body) throws IOException {
    return OriginServer.raw(
        "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private static RawHttpClient.Response get(String settings, OriginServer backend, String... fields)
      throws Exception {
    try (backend;
        var gateway = with(settings, backend)) {
      return RawHttpClient.get(gateway.port(), "/", fields);
    }
  }

  private static String unzipped(String body) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(body.getBytes(ISO_8859_1)))) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static void plain(RawHttpClient.Response response, String body) {
    assertThat(response.fields("content-encoding")).doesNotContain("gzip");
    assertThat(response.body()).isEqualTo(body);
  }

  @Test
  void compressesForThoseWhoAcceptIt() throws Exception {
    try (var backend =
            text(
                "Content-Type: Text/HTML; charset=utf-8\r\nVary: Cookie\r\nETag: \"a\"\r\n"
                    + "Accept-Ranges: bytes\r\n",
                TEXT);
        var gateway = with("", backend);
        var client = new RawHttpClient(gateway.port())) {
      for (var i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: br, gzip;q=0.8\r\n\r\n");
        var response = client.response();
        assertThat(unzipped(response.body())).isEqualTo(TEXT);
        assertThat(response.body().length()).isLessThan(TEXT.length() / 50);
        assertThat(response.fields("content-encoding")).containsExactly("gzip");
        assertThat(response.fields("vary")).containsExactly("Cookie", "Accept-Encoding");
        assertThat(response.fields("etag")).containsExactly("W/\"a\"");
        assertThat(response.fields("accept-ranges")).isEmpty();
      }
      client.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip;q=0\r\n\r\n");
      var plain = client.response();
      plain(plain, TEXT);
      assertThat(plain.fields("vary")).containsExactly("Cookie", "Accept-Encoding");
      assertThat(plain.fields("etag")).containsExactly("\"a\"");
      assertThat(backend.connections()).isEqualTo(1);
    }
  }

  @Test
  void framesDeflateAsZlib() throws Exception {
    var response = get("", text("Content-Type: text/css\r\n", TEXT), "Accept-Encoding: deflate");

    assertThat(response.field("content-encoding")).isEqualTo("deflate");
    var bytes = response.body().getBytes(ISO_8859_1);
    try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater())) {
      assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo(TEXT);
    }
  }

  @Test
  void compressesWhatHasNoLength() throws Exception {
    var chunked =
        OriginServer.raw(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n[1,2,\r\n3\r\n 3]\r\n0\r\n\r\n");
    var response = get("", chunked, GZIP);
    assertThat(response.field("content-encoding")).isEqualTo("gzip");
    assertThat(unzipped(response.body())).isEqualTo("[1,2, 3]");

    var untilClose =
        new OriginServer((request, in, out, socket) -> {
          OriginServer.write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + TEXT);
          return false;
        });
    assertThat(unzipped(get("", untilClose, GZIP).body())).isEqualTo(TEXT);
  }

  @Test
  void sendsWhatIsThereWhenTheBackendPauses() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var backend =
            new OriginServer((request, in, out, socket) -> {
              OriginServer.write(
                  out,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                      + "Transfer-Encoding: chunked\r\n\r\n6\r\nfirst \r\n");
              var went = goOn.await(10, TimeUnit.SECONDS);
              return OriginServer.write(out, "6\r\nsecond\r\n0\r\n\r\n") && went;
            });
        var gateway = with("", backend);
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: deflate\r\n\r\n");
      while (!client.line().isEmpty()) {
        continue;
      }
      var inflater = new Inflater();
      var seen = new StringBuilder();
      while (!seen.toString().equals("first ")) {
        inflater.setInput(client.read(Integer.parseInt(client.line(), 16)).getBytes(ISO_8859_1));
        client.line();
        var bytes = new byte[100];
        seen.append(new String(bytes, 0, inflater.inflate(bytes), ISO_8859_1));
      }
      inflater.end();
      goOn.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: image/png\r\n",
        "Content-Type: text/html\r\nContent-Encoding: br\r\n",
        "Content-Type: text/html\r\nCache-Control: public, No-Transform\r\n",
        "Content-Type: text/html\r\nContent-Range: bytes 0-1/2\r\n",
        "Content-Type: text/html\r\nRepr-Digest: sha-256=:abc=:\r\n",
        "Content-Type: text/event-stream\r\n"
      })
  void leavesAloneWhatMustStayAsItIs(String fields) throws Exception {
    plain(get("  types: [text/*]\n", text(fields, TEXT), GZIP), TEXT);
  }

  @Test
  void leavesPartsAndWhatHasNoBodyAlone() throws Exception {
    var part =
        "HTTP/1.1 206 Partial Content\r\nContent-Type: text/html\r\nContent-Range: bytes 0-4999/9999\r\n"
            + "Content-Length: 5000\r\n\r\n"
            + TEXT.substring(0, 5000);
    plain(get("", OriginServer.raw(part), GZIP), TEXT.substring(0, 5000));
    for (var status : new String[] {"204 No Content", "304 Not Modified"}) {
      var empty = "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nETag: \"a\"\r\n\r\n";
      var response = get("", OriginServer.raw(empty), GZIP);
      plain(response, "");
      assertThat(response.field("etag")).isEqualTo("\"a\"");
    }
    try (var backend =
            OriginServer.raw(
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n");
        var gateway = with("", backend);
        var client = new RawHttpClient(gateway.port())) {
      client.send("HEAD / HTTP/1.1\r\nHost: h\r\n" + GZIP + "\r\n\r\n");
      var head = client.response(true);
      plain(head, "");
      assertThat(head.field("content-length")).isEqualTo("9999");
      assertThat(head.field("vary")).isEqualTo("Accept-Encoding");
    }
  }

  @Test
  void takesSmallBodiesWhenItShould() throws Exception {
    var html = "Content-Type: text/html\r\n";
    plain(get("", text(html, "x".repeat(1023)), GZIP), "x".repeat(1023));
    assertThat(get("", text(html, "x".repeat(1024)), GZIP).field("content-encoding"))
        .isEqualTo("gzip");
    assertThat(unzipped(get("  min_size: 0\n", text(html, "x"), GZIP).body())).isEqualTo("x");
    plain(get("  min_size: 0\n", text(html, ""), GZIP), "");
    plain(get("  min_size: 1MiB\n", text(html, TEXT), GZIP), TEXT);
  }

  @Test
  void compressesWhatTheGatewaySaysAndOnlyWhereItShould() throws Exception {
    try (var backend = text("Content-Type: text/html\r\n", TEXT);
        var gateway =
            Yaml.startWithPlugins(
                "compression: {enabled: true, min_size: 1, include_paths: [/a/], exclude_paths:"
                    + " [/a/b/]}",
                Yaml.rule("all", "/a/", "", backend.url()))) {
      assertThat(unzipped(RawHttpClient.get(gateway.port(), "/a/x", GZIP).body())).isEqualTo(TEXT);
      plain(RawHttpClient.get(gateway.port(), "/a/b/x", GZIP), TEXT);
      plain(RawHttpClient.get(gateway.port(), "/none", GZIP), "{\"message\":\"Not Found\"}");
      assertThat(RawHttpClient.get(gateway.port(), "/metrics", GZIP).body()).contains("# TYPE");
    }
    try (var gateway =
        Yaml.startWithPlugins(
            "compression: {enabled: true, min_size: 1}",
            Yaml.rule("all", "/a/", "", "http://127.0.0.1:1"))) {
      var missing = RawHttpClient.get(gateway.port(), "/none", GZIP);
      assertThat(unzipped(missing.body())).isEqualTo("{\"message\":\"Not Found\"}");
    }
  }

  /** Brotli and zstd, by libraries that somebody has put beside the plugin's jar. */
  @ParameterizedTest
  @CsvSource({
    "zstd, com.github.luben.zstd.util.Native, com.github.luben.zstd.ZstdInputStreamNoFinalizer",
    "br, com.aayushatharva.brotli4j.Brotli4jLoader, com.aayushatharva.brotli4j.decoder.BrotliInputStream"
  })
  void usesLibrariesThatAreThere(String coding, String library, String decoder) throws Exception {
    var plugin = Files.createDirectories(folder.resolve(coding).resolve("servex-compression"));
    var jars = new ArrayList<URL>();
    for (var from : List.of("installed", "optional")) {
      try (var files = Files.list(Path.of("../plugins/target", from, "servex-compression"))) {
        for (var jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
          jars.add(Files.copy(jar, plugin.resolve(jar.getFileName())).toUri().toURL());
        }
      }
    }
    try (var backend = text("Content-Type: text/html\r\n", TEXT);
        var loader = new URLClassLoader(jars.toArray(URL[]::new));
        var gateway =
            Servex.fromYaml(
                    Yaml.withPlugins(
                            "compression: {enabled: true}",
                            Yaml.rule("all", "/", "", backend.url()))
                        .replace(Yaml.INSTALLED.toString(), plugin.getParent().toString()))
                .start()) {
      assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
      for (var accepted : List.of(coding, "gzip;q=0.9, deflate;q=0.9, " + coding)) {
        var response = RawHttpClient.get(gateway.port(), "/", "Accept-Encoding: " + accepted);

        assertThat(response.fields("content-encoding")).containsExactly(coding);
        assertThat(response.field("vary")).isEqualTo("Accept-Encoding");
        assertThat(response.body().length()).isLessThan(TEXT.length() / 100);
        var bytes = new ByteArrayInputStream(response.body().getBytes(ISO_8859_1));
        var type = loader.loadClass(decoder);
        assertThat(Class.forName(library, true, loader)).isNotNull();
        try (var in = (InputStream) type.getConstructor(InputStream.class).newInstance(bytes)) {
          assertThat(new String(in.readAllBytes(), ISO_8859_1)).isEqualTo(TEXT);
        }
      }
      var gzip =
          RawHttpClient.get(gateway.port(), "/", "Accept-Encoding: gzip, " + coding + ";q=0");
      assertThat(unzipped(gzip.body())).isEqualTo(TEXT);
    }
  }

  @Test
  void refusesWhatItCannotDo() throws Exception {
    try (var backend = OriginServer.echo()) {
      assertThatThrownBy(() -> with("  level: 10\n", backend))
          .hasMessageContaining("compression.level: 10 (expected: 1 to 9)");
      assertThatThrownBy(() -> with("  encodings: [gzip, zstd]\n", backend))
          .hasMessageContaining(
              "compression.encodings[1]: zstd (expected: with zstd-jni.jar beside the plugin's jar)");
      assertThatThrownBy(() -> with("  types: [html]\n", backend))
          .hasMessageContaining("compression.types[0]: html");
    }
  }
}
