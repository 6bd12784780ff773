package io.servex.server.balancing;

import io.netty.buffer.Unpooled;
import io.servex.api.balancing.BalancingStrategy;
import io.servex.api.balancing.BalancingStrategyProvider;
import io.servex.api.balancing.Outcome;
import io.servex.core.decode.DecodedRequest;
import io.servex.core.decode.Http1HeadParser;
import io.servex.core.decode.RequestLimits;
import io.servex.core.select.BackendState;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RuleBackend;
import io.servex.core.select.Selection;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.ConfigLoader;
import io.servex.server.config.Problems;
import io.servex.server.config.ServexConfig;
import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import io.servex.server.plugin.NoContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/** One rule with its strategy, asked as the data plane asks it. */
final class Picking {
  private static final String HEAD =
      """
      GET /catalogue/items?page=3 HTTP/1.1
      Host: shop.example
      User-Agent: test
      X-Tenant: blue
      Cookie: theme=dark; servex_backend=AAAAAAAAAAAAAAAAAAAAAA

      """
          .replace("\n", "\r\n");

  /** What a strategy cannot do without, and what makes it look at the request. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "sticky_cookie", ", secret: 0123456789abcdef",
          "ring_hash", ", hash_on: {header: X-Tenant}, max_load: 1.25",
          "maglev", ", hash_on: {cookie: theme}, max_load: 1.25");

  private final LoadBalancer balancer;
  private final DecodedRequest request = new DecodedRequest();
  private final Selection selection = new Selection();
  private long client;

  Picking(String type, int backends) throws Exception {
    var bytes = HEAD.getBytes(StandardCharsets.ISO_8859_1);
    request.fields().append(Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    new Http1HeadParser().parseRequest(request, bytes.length, RequestLimits.DEFAULT);
    var members = new ArrayList<RuleBackend>();
    for (var i = 0; i < backends; i++) {
      var url = URI.create("http://10.0.0." + i + ":8080");
      members.add(
          new RuleBackend(new BackendState(url, new BackendState.Settings(1000, 3, 1)), url, i, 1));
    }
    balancer = new LoadBalancer("rule", type, members, strategy(type), LoadBalancer.Options.NONE);
  }

  /** All that are installed, by type. */
  static Map<String, BalancingStrategyProvider<?>> installed() {
    var found = new TreeMap<String, BalancingStrategyProvider<?>>();
    Components.builtIn()
        .of(ComponentKind.STRATEGY)
        .forEach((type, one) -> {
          if (one.provider() instanceof BalancingStrategyProvider<?> provider) {
            found.put(type, provider);
          }
        });
    return found;
  }

  private static BalancingStrategy strategy(String type) throws Exception {
    var settings = SETTINGS.getOrDefault(type, "");
    var config =
        new ConfigLoader(Map.of())
            .parse(
                """
                server:
                  http: ":0"
                proxy:
                  enabled: true
                  rules:
                    - load_balancing: {type: %s%s}
                      backends:
                        - url: http://h
                """
                    .formatted(type, settings))
            .config();
    return create(installed().get(type), config);
  }

  private static <C extends Record> BalancingStrategy create(
      BalancingStrategyProvider<C> provider, ServexConfig config) {
    var problems = new Problems();
    var node = config.proxy().rules().getFirst().loadBalancing();
    return provider.create(ComponentChoice.bind(provider, node, problems, ""), new NoContext());
  }

  /** A whole turn: a place is taken, the backend answers, the place is given back. */
  void turn() {
    selection.begin(request, client++ * 0x9e3779b97f4a7c15L);
    balancer.select(selection);
    var backend = selection.backend();
    backend.state().release();
    balancer.completed(backend, Outcome.ANSWERED, 1_000_000 + (client & 1023));
  }
}
