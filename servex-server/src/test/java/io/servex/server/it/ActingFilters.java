package io.servex.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.servex.server.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A jar with one filter under four types, which stand in four phases: {@code acme.access}, {@code
 * acme.login}, {@code acme.change} and {@code acme.last}. It does what its settings say.
 */
final class ActingFilters {
  private static final String ACT =
      """
      package acme.act;
      import io.servex.api.filter.*;
      import io.servex.api.plugin.*;
      import java.nio.ByteBuffer;
      import java.nio.charset.StandardCharsets;
      import java.util.Optional;
      import java.util.concurrent.*;
      final class Act implements Filter {
        record Settings(@Default("") String request, @Default("") String response,
            @Default("act") String name) {}
        static final CompletableFuture<Verdict> NEVER = new CompletableFuture<>();
        private final Settings settings;
        private final PreparedField prepared;
        Act(Settings settings) {
          if (settings.request().equals("nonsense")) {
            throw new IllegalArgumentException("request: nonsense (expected: sense)");
          }
          this.settings = settings;
          this.prepared = PreparedField.of("X-Prepared", settings.name());
        }
        public Verdict request(FilterExchange exchange) {
          return switch (settings.request()) {
            case "refuse" -> Verdict.respond(Response.error(403, "no \\"entry\\"").with("X-Why", settings.name()));
            case "throw" -> throw new IllegalStateException("broken");
            case "null" -> null;
            case "bad-answer" -> Verdict.respond(Response.of(200).with("X-Bad", "a\\r\\nb"));
            case "later" -> Verdict.await(CompletableFuture.supplyAsync(() -> Verdict.CONTINUE,
                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)));
            case "refuse-later" -> Verdict.await(CompletableFuture.supplyAsync(
                () -> Verdict.respond(Response.of(418)),
                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)));
            case "fail-later" -> Verdict.await(CompletableFuture.failedFuture(new IllegalStateException()));
            case "never" -> Verdict.await(NEVER);
            case "body" -> Verdict.await(exchange.body(1000)
                .thenApply(body -> Verdict.respond(Response.json(200, "" + body.length)))
                .exceptionally(e -> Verdict.respond(Response.error(413, "too long"))));
            case "see-body" -> Verdict.await(exchange.body(100_000).thenApply(body -> Verdict.CONTINUE));
            case "see-prefix" -> Verdict.await(exchange.bodyPrefix(1000).thenApply(body -> {
              exchange.setHeader("X-Seen", body.length >= 1000 ? "enough" : "" + body.length);
              return Verdict.CONTINUE;
            }));
            case "set" -> {
              exchange.setHeader("X-User-Id", "u1");
              exchange.setHeader("X-Extra", exchange.rule() + " " + exchange.bodyLength());
              exchange.removeHeader("Cookie");
              yield Verdict.CONTINUE;
            }
            case "set-host" -> {
              exchange.setHeader("Host", "evil");
              yield Verdict.CONTINUE;
            }
            case "keep" -> {
              exchange.keep(settings.name() + exchange.request().path());
              yield Verdict.CONTINUE;
            }
            default -> Verdict.CONTINUE;
          };
        }
        public void response(FilterExchange exchange, ResponseHead head) {
          switch (settings.response()) {
            case "mark" -> {
              head.addHeader("X-Mark", settings.name());
              head.setHeader("X-Origin", head.fromBackend() ? "backend" : "gateway");
              head.removeHeader("Server");
            }
            case "prepared" -> {
              head.setHeader(prepared);
              head.setHeader(prepared);
              head.addHeader(PreparedField.of("Vary", "Cookie"));
            }
            case "kept" -> head.addHeader("X-Kept", String.valueOf(exchange.kept()));
            case "throw" -> throw new IllegalStateException("broken");
            case "bad" -> head.addHeader("X-Bad", "a\\nb");
            case "not-modified" -> head.replaceWith(Response.of(304).with("ETag", "\\"1\\""));
            case "upper" -> head.transformBody(new Upper(false));
            case "break" -> head.transformBody(new Upper(true));
            default -> {}
          }
        }
        static final class Upper implements BodyTransformer {
          private final boolean breaks;
          Upper(boolean breaks) { this.breaks = breaks; }
          public void part(ByteBuffer part, Out out) {
            if (breaks) { throw new IllegalStateException("broken"); }
            out.write(ByteBuffer.wrap(StandardCharsets.ISO_8859_1.decode(part).toString().toUpperCase()
                .getBytes(StandardCharsets.ISO_8859_1)));
          }
          public void end(Out out) { out.write(new byte[] {'!'}, 0, 1); }
        }
      }
      """;

  private static String provider(String name, String type, String phase) {
    return """
    package acme.act;
    import io.servex.api.filter.*;
    import io.servex.api.plugin.*;
    public final class %s implements FilterProvider<Act.Settings> {
      public String type() { return "%s"; }
      public Class<Act.Settings> configType() { return Act.Settings.class; }
      public FilterPhase phase() { return FilterPhase.%s; }
      public Filter create(Act.Settings settings, PluginContext context) { return new Act(settings); }
    }
    """
        .formatted(name, type, phase);
  }

  private ActingFilters() {}

  /** Builds the jar. */
  static void build(Path work, Path jar) throws IOException {
    var sources = new LinkedHashMap<String, String>();
    sources.put("acme.act.Act", ACT);
    sources.put("acme.act.Access", provider("Access", "acme.access", "ACCESS"));
    sources.put("acme.act.Change", provider("Change", "acme.change", "TRANSFORM"));
    sources.put("acme.act.Login", provider("Login", "acme.login", "AUTHENTICATION"));
    sources.put("acme.act.Last", provider("Last", "acme.last", "FALLBACK"));
    var jars = new PluginJars(Files.createDirectory(work.resolve("work")));
    assertThat(
            jars.build(
                jar,
                sources,
                Map.of(
                    "META-INF/services/io.servex.api.filter.FilterProvider",
                    "acme.act.Access\nacme.act.Change\nacme.act.Login\nacme.act.Last\n")))
        .exists();
  }
}
