// A proxy with two backends, in a Java program. In the unpacked tarball, with this file beside it:
//   java --module-path lib --add-modules ALL-MODULE-PATH,java.se,jdk.crypto.ec SimpleProxy.java
// Arguments: the address, and the two backends.

import io.servex.server.Servex;
import io.servex.server.embed.Backend;
import io.servex.server.embed.LoadBalancing;
import io.servex.server.embed.ProxyConfig;
import io.servex.server.embed.ProxyRule;

final class SimpleProxy {
  public static void main(String[] arguments) throws Exception {
    var given = arguments.length == 3;
    var rule =
        ProxyRule.builder()
            .name("api-backend")
            .pathPrefix("/api/")
            .backends(
                Backend.of(given ? arguments[1] : "http://127.0.0.1:9001").weight(2),
                Backend.of(given ? arguments[2] : "http://127.0.0.1:9002").weight(1))
            .loadBalancing(LoadBalancing.WEIGHTED_ROUND_ROBIN)
            .stripPrefix("/api")
            .build();
    try (var gateway =
        Servex.builder()
            .http(given ? arguments[0] : "127.0.0.1:8080")
            .proxy(ProxyConfig.builder().rules(rule).build())
            .start()) {
      System.out.println("listening on port " + gateway.port());
      Thread.currentThread().join();
    }
  }
}
