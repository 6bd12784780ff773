package io.servex.core.upstream;

import io.netty.handler.ssl.SslContext;
import io.servex.core.decode.RequestLimits;
import io.servex.core.select.BackendState;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the pools of all event loops share.
 *
 * @param addresses where each backend is
 * @param idle how many connections may wait
 * @param limits how large a response's head may be
 * @param tls for backends behind TLS; null when there is none
 * @param waiting the number of waiting connections of each backend
 */
public record UpstreamSettings(
    Map<BackendState, InetSocketAddress> addresses,
    IdleLimits idle,
    RequestLimits limits,
    @Nullable SslContext tls,
    Map<BackendState, AtomicInteger> waiting) {
  /** Settings with counters that start at 0. */
  public static UpstreamSettings of(
      Map<BackendState, InetSocketAddress> addresses,
      IdleLimits idle,
      RequestLimits limits,
      @Nullable SslContext tls) {
    return new UpstreamSettings(
        Map.copyOf(addresses), idle, limits, tls, new ConcurrentHashMap<>());
  }
}
