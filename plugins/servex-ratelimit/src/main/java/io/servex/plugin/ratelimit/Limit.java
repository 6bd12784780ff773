package io.servex.plugin.ratelimit;

import io.servex.api.filter.AuditEvent;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.PreparedField;
import io.servex.api.filter.Response;
import io.servex.api.filter.ResponseHead;
import io.servex.api.filter.Verdict;
import io.servex.plugin.ratelimit.store.Buckets;
import io.servex.plugin.ratelimit.store.KeyKind;
import io.servex.plugin.ratelimit.store.Taken;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One limit with its buckets.
 *
 * <p><b>Threading:</b> immutable but for the buckets, for all event loops.
 */
final class Limit {
  private static final String REMAINING = "X-RateLimit-Remaining";
  private static final String RETRY_AFTER = "Retry-After";
  private static final long MICROS = 1_000_000;

  private final LimitKey key;
  private final Buckets buckets;
  private final Verdict refusal;
  private final PreparedField most;
  private final @Nullable PreparedField policy;
  private final AuditEvent exceeded;

  /** What one request of a client comes to, once that is known. */
  static final class Use {
    private final Limit limit;
    private volatile @Nullable Taken taken;

    private Use(Limit limit, @Nullable Taken taken) {
      this.limit = limit;
      this.taken = taken;
    }

    Limit limit() {
      return limit;
    }

    @Nullable Taken taken() {
      return taken;
    }
  }

  /**
   * Makes a limit.
   *
   * @param draft whether answers carry the fields of the draft too
   */
  Limit(LimitSettings settings, Buckets buckets, boolean draft) {
    this.key = settings.limitKey();
    this.buckets = buckets;
    this.refusal = Verdict.respond(Response.error(settings.status(), settings.message()));
    var burst = Integer.toString(settings.burst().orElse(settings.requests()));
    this.most = PreparedField.of("X-RateLimit-Limit", burst);
    this.exceeded =
        AuditEvent.of("ratelimit.exceeded", AuditEvent.Severity.MEDIUM, "rate limit exceeded")
            .with("rate_limit_key", settings.key())
            .with(
                "rate_limit",
                burst + " at once, " + settings.requests() + " in " + settings.interval());
    this.policy = draft ? policy(settings.requests(), settings.interval()) : null;
  }

  private static PreparedField policy(int requests, Duration interval) {
    var window = interval.toNanos() % 1_000_000_000 == 0 ? ";w=" + interval.toSeconds() : "";
    return PreparedField.of("RateLimit-Policy", "\"default\";q=" + requests + window);
  }

  /** Takes a token for a request, and decides about it. */
  Verdict request(FilterExchange exchange, String address) {
    var kind = KeyKind.ADDRESS;
    var text = address;
    var named = named(exchange);
    if (named != null) {
      kind = key instanceof LimitKey.User ? KeyKind.USER : KeyKind.HEADER;
      text = named;
    }
    var taken = buckets.takeNow(kind, text);
    var use = new Use(this, taken);
    exchange.keep(use);
    if (taken != null) {
      return verdict(taken);
    }
    return Verdict.await(
        buckets
            .takeLater(kind, text)
            .thenApply(answer -> {
              var later = Objects.requireNonNull(answer, "the store said nothing");
              use.taken = later;
              return verdict(later);
            }));
  }

  private Verdict verdict(Taken taken) {
    return taken.allowed() ? Verdict.CONTINUE : refusal;
  }

  /** What is reported of a refusal. */
  AuditEvent exceeded() {
    return exceeded;
  }

  private @Nullable String named(FilterExchange exchange) {
    return switch (key) {
      case LimitKey.Address _ -> null;
      case LimitKey.Header(var name) -> exchange.request().header(name);
      case LimitKey.User _ -> exchange.user();
    };
  }

  /** Tells the client what it has left. */
  void tell(Taken taken, ResponseHead response, long nowMillis) {
    if (taken.allowed() && !response.fromBackend() && response.header(REMAINING) != null) {
      // A limit behind this one refused: what it says counts.
      return;
    }
    var wait = taken.allowed() ? taken.fullMicros() : taken.nextMicros();
    response.setHeader(most);
    response.setHeader(REMAINING, Long.toString(taken.remaining()));
    response.setHeader(
        "X-RateLimit-Reset", Long.toString(Math.ceilDiv(nowMillis * 1000 + wait, MICROS)));
    if (!taken.allowed()) {
      response.setHeader(RETRY_AFTER, Long.toString(Math.max(1, Math.ceilDiv(wait, MICROS))));
    }
    if (policy != null) {
      response.setHeader(policy);
      response.setHeader(
          "RateLimit", "\"default\";r=" + taken.remaining() + ";t=" + Math.ceilDiv(wait, MICROS));
    }
  }
}
