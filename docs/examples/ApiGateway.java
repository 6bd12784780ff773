// A gateway with what plugins do, in a Java program. In the unpacked tarball, with this file beside it:
//   java --module-path lib --add-modules ALL-MODULE-PATH,java.se,jdk.crypto.ec ApiGateway.java
// Arguments: the address, the folder of the plugins, and two backends.

import io.servex.server.Servex;
import io.servex.server.embed.Backend;
import io.servex.server.embed.HealthCheckConfig;
import io.servex.server.embed.LoadBalancing;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.ProxyRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

final class ApiGateway {
  public static void main(String[] arguments) throws Exception {
    var given = arguments.length == 4;
    var one = given ? arguments[2] : "http://127.0.0.1:9001";
    var two = given ? arguments[3] : "http://127.0.0.1:9002";
    var proxy =
        ProxyConfig.builder()
            .globalTimeout(Duration.ofSeconds(30))
            .healthCheck(HealthCheckConfig.builder().enabled(true).timeout(Duration.ofSeconds(2)).build())
            .rules(
                ProxyRule.builder()
                    .name("api")
                    .pathPrefix("/api/")
                    .stripPrefix("/api")
                    .loadBalancing(LoadBalancing.WEIGHTED_ROUND_ROBIN)
                    .backends(
                        Backend.of(one).weight(2).maxConnections(100),
                        Backend.of(two).weight(1).maxConnections(100))
                    .build(),
                ProxyRule.builder()
                    .name("reading")
                    .pathPrefix("/reading/")
                    .methods("GET", "HEAD")
                    .loadBalancing(LoadBalancing.LEAST_CONNECTIONS)
                    .backends(Backend.of(one), Backend.of(two))
                    .build(),
                ProxyRule.builder()
                    .name("users")
                    .pathPrefix("/users/")
                    .auth()
                    .backends(Backend.of(two))
                    .build())
            .build();
    try (var gateway =
        Servex.builder()
            .http(given ? arguments[0] : "127.0.0.1:8080")
            .plugins(Path.of(given ? arguments[1] : "plugins"))
            .proxy(proxy)
            .securityHeaders()
            .requestsPerMinute(1000)
            .blockedUserAgents("bot", "crawler")
            .authMemoryDatabase()
            .healthEndpoint()
            .defaultMetrics()
            .logFields("method", "url", "status", "duration")
            .get("/about", exchange -> exchange.json(Map.of("name", "gateway", "rules", 3)))
            .start()) {
      System.out.println("listening on port " + gateway.port());
      Thread.currentThread().join();
    }
  }
}
