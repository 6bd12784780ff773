package io.servex.core.accept;

import io.netty.handler.ssl.SslContext;
import io.servex.core.decode.ClientAddress;
import io.servex.core.decode.ConnectionTimeouts;
import io.servex.core.decode.RequestHandler;
import io.servex.core.decode.RequestLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All listeners of a gateway. */
public final class Listeners implements AutoCloseable {
  private final List<Listener> listeners;

  private Listeners(List<Listener> listeners) {
    this.listeners = listeners;
  }

  /**
   * One address to bind.
   *
   * @param address where; port 0 for any
   * @param tls for https; null for http
   */
  public record Binding(InetSocketAddress address, @Nullable SslContext tls) {}

  /**
   * What is listened to, and what a client may take.
   *
   * @param bindings the addresses
   * @param limits how large a head may be
   * @param timeouts how long a client may take
   * @param resolver works out who a client is
   * @param limiter counts connections
   */
  public record Settings(
      List<Binding> bindings,
      RequestLimits limits,
      ConnectionTimeouts timeouts,
      ClientAddress resolver,
      ConnectionLimiter limiter) {
    /** Copies the list. */
    public Settings {
      bindings = List.copyOf(bindings);
    }
  }

  /**
   * Binds all addresses.
   *
   * @param settings what is listened to
   * @param loops where connections live
   * @param handlers one for each worker, by its index
   * @throws IOException if one cannot be bound; then none stays bound
   */
  public static Listeners bind(
      Settings settings, EventLoops loops, List<? extends RequestHandler> handlers)
      throws IOException {
    var bound = new ArrayList<Listener>();
    var shared =
        new ServerPipeline.Settings(
            settings.limits(), settings.timeouts(), settings.resolver(), settings.limiter());
    for (var binding : settings.bindings()) {
      var pipeline = new ServerPipeline(loops, handlers, shared, binding.tls());
      try {
        bound.add(Listener.bind(binding.address(), loops, pipeline));
      } catch (IOException e) {
        bound.forEach(Listener::close);
        throw new IOException(binding.address() + ": " + e.getMessage(), e);
      }
    }
    return new Listeners(List.copyOf(bound));
  }

  /** Where they listen, in the order of the settings. */
  public List<InetSocketAddress> addresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  /** Stops accepting. */
  @Override
  public void close() {
    listeners.forEach(Listener::close);
  }
}
