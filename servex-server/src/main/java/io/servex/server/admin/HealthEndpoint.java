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

  boolean draining() {
    return draining.get();
  }

  /** The time since the start. */
  Duration uptime() {
    return Duration.between(started, Instant.now());
  }

  /** What the state is called. */
  String state() {
    return draining.get() ? "shutting_down" : "ok";
  }

  /** Where requests for a path go. */
  public Destination destination(String path) {
    return new Destination.Endpoint(path, true, request -> answer());
  }

  private LocalResponse answer() {
    return answer(!draining.get(), state());
  }

  /** An answer that no cache may keep. */
  LocalResponse answer(boolean good, String state) {
    return LocalResponse.json(
        good ? 200 : 503,
        "{\"status\":\"%s\",\"timestamp\":\"%s\",\"uptime_seconds\":%d}"
            .formatted(state, Instant.now(), uptime().toSeconds()),
        "Cache-Control: no-store");
  }
}
