package io.servex.server.observe;

import io.servex.core.DataPlane;
import io.servex.core.accept.TlsHandshakes;
import io.servex.core.filter.FilterSlot;
import io.servex.core.filter.Shadow;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** Numbers that the parts of a gateway keep themselves and that are only read here. */
public final class GatewayMeters {
  private static final Family BUILD =
      new Family("servex_build_info", Family.Kind.INFO, "The version that runs.");
  private static final Family HANDSHAKES =
      Family.counter("servex_tls_handshakes_total", "TLS handshakes of clients that succeeded.");
  private static final Family HANDSHAKE_FAILURES =
      Family.counter(
          "servex_tls_handshake_failures_total", "TLS handshakes of clients that did not.");
  private static final Family FILTER_FAILURES =
      Family.counter(
          "servex_filter_failures_total",
          "Exchanges that a filter failed for, answered with 500 unless it is in shadow.");
  private static final Family SHADOW =
      Family.counter(
          "servex_filter_shadow_total", "What filters in shadow would have done, and did not.");
  private static final Family LAG =
      Family.gauge(
          "servex_event_loop_lag_seconds",
          "How late an event loop ran a task at worst, within the last ten seconds or so.");

  private final Meters.Group group;

  /** Registers into a group. */
  public GatewayMeters(Meters.Group group) {
    this.group = group;
  }

  /** Version and time since the start. */
  public void build(String version) {
    var started = System.nanoTime();
    group
        .gauge(BUILD, () -> 1, "version", version)
        .gauge(
            Family.gauge("servex_uptime_seconds", "Time since the start."),
            () -> Math.round((System.nanoTime() - started) / 1e7) / 100.0);
  }

  /** Connections and event loops. */
  public void dataPlane(DataPlane dataPlane) {
    group
        .gauge(
            Family.gauge(
                "servex_buffer_pool_direct_bytes", "Direct memory that the buffer pool holds."),
            DataPlane::pooledBytes)
        .gauge(
            Family.gauge("servex_connections", "Open connections of clients."),
            dataPlane::connections)
        .gauge(
            Family.gauge(
                "servex_proxy_pool_idle_connections",
                "Connections to backends that wait to be used again."),
            dataPlane::idleConnections);
    loops(dataPlane);
    tls(dataPlane.handshakes());
  }

  private void tls(TlsHandshakes handshakes) {
    for (var version : handshakes.versions()) {
      group.counter(HANDSHAKES, () -> handshakes.done(version), "version", version);
    }
    group
        .counter(HANDSHAKE_FAILURES, handshakes::late, "reason", "timeout")
        .counter(HANDSHAKE_FAILURES, handshakes::left, "reason", "closed")
        .counter(HANDSHAKE_FAILURES, handshakes::refused, "reason", "refused");
  }

  /**
   * The certificate of the TLS listener.
   *
   * @param group where it is registered
   * @param expiry when the first one of its chain expires
   */
  public static void certificate(Meters.Group group, Instant expiry) {
    group.gauge(
        Family.gauge(
            "servex_tls_certificate_expiry_timestamp_seconds",
            "When the TLS listener's certificate expires, in seconds since 1970."),
        expiry::getEpochSecond);
  }

  private void loops(DataPlane dataPlane) {
    var pressure = dataPlane.pressure();
    group.gauge(
        Family.gauge(
            "servex_pressure_level", "What is left undone: 0 nothing, 4 even new connections."),
        () -> pressure.level().ordinal());
    var lags = dataPlane.lags();
    for (var i = 0; i < lags.size(); i++) {
      var lag = lags.get(i);
      group.gauge(LAG, () -> lag.worstNanos() / 1e9, "loop", Integer.toString(i));
    }
  }

  /** The filters, those of one type together. */
  public static void filters(Meters.Group group, List<FilterSlot> slots) {
    var types = slots.stream().map(FilterSlot::type).distinct().toList();
    for (var type : types) {
      var same = slots.stream().filter(slot -> slot.type().equals(type)).toList();
      group.counter(
          FILTER_FAILURES,
          () -> same.stream().mapToLong(FilterSlot::failures).sum(),
          "filter",
          type);
      shadows(group, type, same.stream().flatMap(s -> Stream.ofNullable(s.shadow())).toList());
    }
  }

  private static void shadows(Meters.Group group, String type, List<Shadow> shadows) {
    if (!shadows.isEmpty()) {
      shadow(group, type, "refuse", () -> shadows.stream().mapToLong(Shadow::refused).sum());
      shadow(group, type, "change", () -> shadows.stream().mapToLong(Shadow::changed).sum());
      shadow(group, type, "undecided", () -> shadows.stream().mapToLong(Shadow::undecided).sum());
    }
  }

  private static void shadow(Meters.Group group, String type, String action, LongSupplier count) {
    group.counter(SHADOW, count, "filter", type, "action", action);
  }
}
