package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.servex.server.Servex;
import io.servex.server.StartException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cache headers and conditional requests on proxied paths (R66): D93. */
class CacheIT {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final String SETTINGS =
      """
        cache_control: "public, max-age=60"
        expires: "Mon, 07 Nov 1994 08:49:37 GMT"
        etag: v1
        last_modified: "%s"
        vary: "Accept-Language, Cookie"
        exclude_paths: [/live/]
      """
          .formatted(DATE);

  private static Servex.Running with(String settings, OriginServer backend) throws StartException {
    return Yaml.startWithPlugins(
        "cache:\n  enabled: true\n" + settings, Yaml.rule("all", "/", "", backend.url()));
  }

  private static RawHttpClient.Response send(
      Servex.Running gateway, String method, String path, String... fields) throws IOException {
    try (var client = new RawHttpClient(gateway.port())) {
      client.send(
          method + " " + path + " HTTP/1.1\r\nHost: g\r\n" + RawHttpClient.lines(fields) + "\r\n");
      return client.response(method.equals("HEAD"));
    }
  }

  private static OriginServer backend(String status, String fields) throws IOException {
    return OriginServer.raw("HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: 0\r\n\r\n");
  }

  @Test
  void saysHowLongAnswersKeep() throws Exception {
    try (var backend = backend("200 OK", "Vary: cookie\r\n");
        var gateway = with(SETTINGS, backend)) {
      var response = send(gateway, "GET", "/x");

      assertThat(response.fields("cache-control")).containsExactly("public, max-age=60");
      assertThat(response.fields("expires")).containsExactly("Mon, 07 Nov 1994 08:49:37 GMT");
      assertThat(response.fields("etag")).containsExactly("\"v1\"");
      assertThat(response.fields("last-modified")).containsExactly(DATE);
      assertThat(response.fields("vary")).containsExactly("cookie", "Accept-Language");
      for (var other : new String[] {"POST /x", "GET /live/x"}) {
        var untouched = send(gateway, other.split(" ")[0], other.split(" ")[1]);
        assertThat(untouched.head().toLowerCase(java.util.Locale.ROOT))
            .doesNotContain("cache-control", "etag", "accept-language");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "If-None-Match: \"v1\"                                   | 304",
        "If-None-Match: W/\"v1\"                                 | 304",
        "If-None-Match: \"v0\", \"v1\"                           | 304",
        "If-None-Match: *                                        | 304",
        "If-None-Match: \"v2\"                                   | 200",
        "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT        | 304",
        "If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT        | 304",
        "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT        | 200",
        "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT       | 304",
        "If-Modified-Since: nonsense                             | 200"
      })
  void answersWhoeverHasItAlready(String condition, int status) throws Exception {
    try (var backend = backend("200 OK", "");
        var gateway = with(SETTINGS, backend)) {
      for (var method : new String[] {"GET", "HEAD"}) {
        var response = send(gateway, method, "/x", condition);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.fields("cache-control")).containsExactly("public, max-age=60");
        assertThat(response.fields("expires")).hasSize(1);
        assertThat(response.fields("etag")).containsExactly("\"v1\"");
        assertThat(response.fields("vary")).containsExactly("Accept-Language", "Cookie");
      }
      assertThat(backend.requests()).hasSize(status == 304 ? 0 : 2);
      assertThat(send(gateway, "POST", "/x", condition).status()).isEqualTo(200);
      assertThat(send(gateway, "GET", "/live/x", condition).status()).isEqualTo(200);
    }
  }

  @Test
  void asksTheTagBeforeTheDate() throws Exception {
    try (var backend = backend("200 OK", "");
        var gateway = with(SETTINGS, backend)) {
      assertThat(
              send(
                      gateway,
                      "GET",
                      "/x",
                      "If-None-Match: \"v2\"",
                      "If-Modified-Since: Mon, 07 Nov 1994 08:49:37 GMT")
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void leavesTheLastWordToTheBackendUnlessItIsOverridden() throws Exception {
    var own = "Cache-Control: private\r\nETag: \"own\"\r\n";
    try (var backend = backend("200 OK", own);
        var gateway = with(SETTINGS, backend);
        var overriding = with(SETTINGS + "  override: true\n", backend)) {
      var response = send(gateway, "GET", "/x");
      assertThat(response.fields("cache-control")).containsExactly("private");
      assertThat(response.fields("expires")).isEmpty();
      assertThat(response.fields("etag")).containsExactly("\"own\"");
      assertThat(response.fields("last-modified")).isEmpty();

      var overridden = send(overriding, "GET", "/x");
      assertThat(overridden.fields("cache-control")).containsExactly("public, max-age=60");
      assertThat(overridden.fields("etag")).containsExactly("\"v1\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"500 Oops", "503 Busy", "401 Who", "403 No", "429 Slow", "302 Found", "201 Made"})
  void saysNothingAboutFailures(String status) throws Exception {
    try (var backend = backend(status, "");
        var gateway = with(SETTINGS, backend)) {
      assertThat(send(gateway, "GET", "/x").head().toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("cache-control", "etag", "expires", "vary");
    }
  }

  @Test
  void keepsOtherPeoplesCookiesOutOfCaches() throws Exception {
    try (var backend = backend("200 OK", "Set-Cookie: session=1\r\n");
        var gateway = with(SETTINGS, backend)) {
      assertThat(send(gateway, "GET", "/x").fields("cache-control")).isEmpty();
    }
    try (var backend = backend("404 Not Found", "");
        var gateway = with(SETTINGS, backend)) {
      var missing = send(gateway, "GET", "/x");
      assertThat(missing.fields("cache-control")).hasSize(1);
      assertThat(missing.fields("etag")).isEmpty();
    }
  }

  /** RFC 9111 §3.5: without these words no shared cache keeps what somebody had to be known for. */
  @Test
  void opensNothingToSharedCachesThatWasForOneUser() throws Exception {
    var key = "X-API-Key: 0123456789abcdef";
    var auth =
        "auth:\n  enabled: true\n  api_keys: [{name: robot, key: 0123456789abcdef}]\n"
            + "cache:\n  enabled: true\n  vary: Origin\n  cache_control: ";
    for (var words : new String[] {"public, max-age=60", "max-age=60, must-revalidate"}) {
      try (var backend = backend("200 OK", "");
          var gateway =
              Yaml.startWithPlugins(
                  auth + '"' + words + "\"\n",
                  Yaml.rule("some", "/", "auth: {required: false}", backend.url()))) {
        assertThat(send(gateway, "GET", "/x").fields("cache-control")).containsExactly(words);
        for (var field : new String[] {key, "Authorization: Bearer theirs"}) {
          var answer = send(gateway, "GET", "/x", field);
          assertThat(answer.fields("cache-control")).as(field).isEmpty();
          assertThat(answer.fields("vary")).as(field).containsExactly("Origin");
        }
      }
    }
    try (var backend = backend("200 OK", "");
        var gateway =
            Yaml.startWithPlugins(
                auth + "Private , max-age=60\n",
                Yaml.rule("some", "/", "auth: {required: false}", backend.url()))) {
      assertThat(send(gateway, "GET", "/x", key).fields("cache-control"))
          .containsExactly("Private , max-age=60");
    }
  }

  @Test
  void marksTheTagOfACompressedBodyAsWeak() throws Exception {
    try (var backend =
            OriginServer.raw("HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + "x".repeat(2000));
        var gateway = with(SETTINGS + "compression: {enabled: true}\n", backend)) {
      var zipped = send(gateway, "GET", "/x", "Accept-Encoding: gzip");
      assertThat(zipped.field("content-encoding")).isEqualTo("gzip");
      assertThat(zipped.fields("etag")).containsExactly("W/\"v1\"");
      assertThat(zipped.fields("vary"))
          .containsExactly("Accept-Encoding", "Accept-Language", "Cookie");
      assertThat(send(gateway, "GET", "/x", "If-None-Match: W/\"v1\"").status()).isEqualTo(304);
    }
  }

  @Test
  void refusesWhatNoFieldCanBe() throws Exception {
    try (var backend = backend("200 OK", "")) {
      assertThatThrownBy(() -> with("  etag: \"a b\"\n", backend))
          .hasMessageContaining("cache.etag: a b (expected: a tag such as");
      assertThatThrownBy(() -> with("  last_modified: yesterday\n", backend))
          .hasMessageContaining("cache.last_modified: yesterday (expected: a date");
      assertThatThrownBy(() -> with("  vary: \"a b\"\n", backend))
          .hasMessageContaining("cache.vary: a b (expected: names");
    }
  }
}
