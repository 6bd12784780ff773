package io.servex.server.admin;

import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** Says whether the process serves: 200 while it does, 503 while it drains. */
public final class HealthEndpoint {
  private final Instant started = Instant.now();
  private final AtomicBoolean draining = new AtomicBoolean();

  /** From now on, new requests are not welcome. */
  public void drain() {
    draining.set(true);
  }

  /** Where requests for a path go. */
  public Destination destination(String path) {
    return new Destination.Endpoint(path, true, request -> answer());
  }

  private LocalResponse answer() {
    var now = Instant.now();
    var draining = this.draining.get();
    return LocalResponse.json(
        draining ? 503 : 200,
        "{\"status\":\"%s\",\"timestamp\":\"%s\",\"uptime_seconds\":%d}"
            .formatted(
                draining ? "shutting_down" : "ok",
                now,
                Duration.between(started, now).toSeconds()));
  }
}
