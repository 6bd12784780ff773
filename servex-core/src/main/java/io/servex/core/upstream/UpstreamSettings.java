package io.servex.core.upstream;

import io.netty.handler.ssl.SslContext;
import io.servex.core.decode.RequestLimits;
import io.servex.core.select.BackendState;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pools of all event loops go by.
 *
 * @param addresses where each backend is; connections to any other are not kept
 * @param idle how many connections may wait
 * @param limits how large a response's head may be
 * @param tls for backends behind TLS; null when there is none
 */
public record UpstreamSettings(
    Map<BackendState, InetSocketAddress> addresses,
    IdleLimits idle,
    RequestLimits limits,
    @Nullable SslContext tls) {
  /** Copies the map. */
  public UpstreamSettings {
    addresses = Map.copyOf(addresses);
  }

  /** The same for those backends alone that other settings do not have. */
  public UpstreamSettings without(UpstreamSettings next) {
    var gone = new HashMap<>(addresses);
    gone.keySet().removeAll(next.addresses.keySet());
    return new UpstreamSettings(gone, idle, limits, tls);
  }
}
