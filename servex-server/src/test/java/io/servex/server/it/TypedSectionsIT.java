package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.api.plugin.ByteSize;
import io.servex.server.Servex;
import io.servex.server.ServexBuilder;
import io.servex.server.embed.AdminConfig;
import io.servex.server.embed.AuditConfig;
import io.servex.server.embed.AuthConfig;
import io.servex.server.embed.Backend;
import io.servex.server.embed.CacheConfig;
import io.servex.server.embed.CompressionConfig;
import io.servex.server.embed.CorsConfig;
import io.servex.server.embed.FilterConfig;
import io.servex.server.embed.HttpsRedirectConfig;
import io.servex.server.embed.LoggingConfig;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.ProxyRule;
import io.servex.server.embed.RateLimitConfig;
import io.servex.server.embed.SecurityConfig;
import io.servex.server.embed.ServerConfig;
import io.servex.server.embed.StaticFilesConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R69, R71: each section that plugins read is put together in Java too, and does the same. */
class TypedSectionsIT {
  private static final String ORIGIN = "Origin: https://shop.example";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;

  private ServexBuilder everything(OriginServer backend) {
    return Servex.builder()
        .http("127.0.0.1:0")
        .plugins(Yaml.INSTALLED)
        .server(
            ServerConfig.builder()
                .maxRequestBodySize(new ByteSize(1000))
                .maxJsonBodySize(new ByteSize(500))
                .customHeaders(Map.of("X-Served-By", "servex"))
                .removeHeaders("X-Origin")
                .build())
        .logging(LoggingConfig.builder().disableRequestLogging(true).build())
        .security(
            SecurityConfig.builder()
                .preset("strict")
                .crossOriginEmbedderPolicy("-")
                .csrfEnabled(true)
                .csrfExcludePaths("/open/")
                .build())
        .cors(CorsConfig.builder().allowOrigins("https://shop.example").maxAge(60).build())
        .filter(
            FilterConfig.builder()
                .blockedUserAgents("bot")
                .blockedQueryParams(Map.of("debug", List.of("true")))
                .build())
        .rateLimit(
            RateLimitConfig.builder()
                .requestsPerInterval(1000)
                .interval(Duration.ofSeconds(30))
                .locations(List.of(Map.of("paths", List.of("/rare"), "requests_per_interval", 1)))
                .build())
        .auth(
            AuthConfig.builder()
                .useMemoryDatabase(true)
                .basicAuth(true)
                .passwords(Map.of("memory", "64KiB", "iterations", 1))
                .initialUsers(List.of(Map.of("username", "ann", "password", "ann-password")))
                .build())
        .cache(CacheConfig.builder().etag("v1").includePaths("/kept/").build())
        .compression(CompressionConfig.builder().minSize(new ByteSize(10)).build())
        .staticFiles(StaticFilesConfig.builder().dir(folder).urlPrefix("/files").build())
        .audit(AuditConfig.builder().file(folder.resolve("audit.log")).build())
        .admin(AdminConfig.builder().token(TOKEN).path("/lists").build())
        .proxy(
            ProxyConfig.builder()
                .rules(
                    rule("/open", backend).build(),
                    rule("/rare", backend).build(),
                    rule("/kept", backend).build(),
                    rule("/users", backend).auth().build(),
                    rule("/admins", backend).auth("admin").build(),
                    rule("/own", backend)
                        .filters(
                            List.of(Map.of("type", "filter", "blocked_ips", List.of("127.0.0.1"))))
                        .build())
                .build());
  }

  private static ProxyRule.Builder rule(String prefix, OriginServer backend) {
    return ProxyRule.builder().name(prefix).pathPrefix(prefix).backends(Backend.of(backend.url()));
  }

  @Test
  void eachDoesWhatItSays() throws Exception {
    Files.writeString(folder.resolve("a.txt"), "file");
    try (var backend =
            OriginServer.raw(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Origin: x\r\n"
                    + "Content-Length: 20\r\n\r\n"
                    + "a".repeat(20));
        var gateway = everything(backend).start()) {
      var port = gateway.port();
      var open = RawHttpClient.get(port, "/open", ORIGIN, "Accept-Encoding: gzip");
      assertThat(open.status()).isEqualTo(200);
      assertThat(open.fields("content-encoding")).containsExactly("gzip");
      assertThat(open.fields("permissions-policy")).hasSize(1);
      assertThat(open.fields("cross-origin-embedder-policy")).isEmpty();
      assertThat(open.fields("access-control-allow-origin")).hasSize(1);
      assertThat(open.fields("x-ratelimit-limit")).containsExactly("1000");
      assertThat(open.fields("x-served-by")).containsExactly("servex");
      assertThat(open.fields("x-origin")).isEmpty();

      assertThat(RawHttpClient.get(port, "/open", "User-Agent: Bot").status()).isEqualTo(403);
      assertThat(RawHttpClient.get(port, "/open?debug=true").status()).isEqualTo(403);
      assertThat(RawHttpClient.get(port, "/rare").status()).isEqualTo(200);
      assertThat(RawHttpClient.get(port, "/rare").status()).isEqualTo(429);
      assertThat(AuthGateway.send(port, "POST", "/kept", "{}").status()).isEqualTo(403);
      assertThat(AuthGateway.send(port, "POST", "/open/x", "{}").status()).isEqualTo(200);
      assertThat(AuthGateway.send(port, "POST", "/open/x", " ".repeat(501)).status())
          .isEqualTo(413);
      assertThat(RawHttpClient.get(port, "/kept", "If-None-Match: \"v1\"").status()).isEqualTo(304);
      var ann = TokenIssuer.basic("ann", "ann-password");
      assertThat(RawHttpClient.get(port, "/users").status()).isEqualTo(401);
      assertThat(RawHttpClient.get(port, "/users", ann).status()).isEqualTo(200);
      assertThat(RawHttpClient.get(port, "/admins", ann).status()).isEqualTo(403);
      assertThat(RawHttpClient.get(port, "/own").status()).isEqualTo(403);
      assertThat(RawHttpClient.get(port, "/files/a.txt").body()).isEqualTo("file");
      assertThat(RawHttpClient.get(port, "/lists/filter").status()).isEqualTo(401);
      assertThat(
              RawHttpClient.get(port, "/lists/filter", "Authorization: Bearer " + TOKEN).status())
          .isEqualTo(200);
    }
    assertThat(Files.readString(folder.resolve("audit.log")))
        .contains("filter.useragent.blocked", "ratelimit.exceeded", "auth.forbidden");
  }

  @Test
  void sendsClientsToHttps() throws Exception {
    var redirect = HttpsRedirectConfig.builder().permanent(true).port(8443).build();
    try (var gateway =
            Servex.builder()
                .http("127.0.0.1:0")
                .server(ServerConfig.builder().httpsRedirect(redirect).build())
                .logging(LoggingConfig.builder().disableRequestLogging(true).build())
                .start();
        var client = new RawHttpClient(gateway.port())) {
      client.send("GET /x HTTP/1.1\r\nHost: h.example\r\n\r\n");
      var answer = client.response();
      assertThat(answer.status()).isEqualTo(301);
      assertThat(answer.field("location")).isEqualTo("https://h.example:8443/x");
    }
  }

  /** What is printed of a section shows no secret. */
  @Test
  void keepsSecretsToItself() {
    assertThat(AuthConfig.builder().jwtAccessSecret(TOKEN).build().toString())
        .isEqualTo("AuthConfig[enabled, jwt_access_secret]");
    assertThat(AdminConfig.builder().token(TOKEN).build().toString()).doesNotContain(TOKEN);
    assertThat(SecurityConfig.builder().csrfSecret(TOKEN).build().toString()).doesNotContain(TOKEN);
    assertThat(ServerConfig.builder().authToken(TOKEN).build().toString()).doesNotContain(TOKEN);
  }
}
