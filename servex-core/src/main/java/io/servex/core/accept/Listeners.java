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

/**
 * All listeners of a gateway.
 *
 * <p><b>Threading:</b> used by one thread at a time.
 */
public final class Listeners implements AutoCloseable {
  private final EventLoops loops;
  private final List<? extends RequestHandler> handlers;
  private final ConnectionLimiter limiter;
  private final TlsHandshakes handshakes = new TlsHandshakes();
  private volatile List<Bound> bound = List.of();

  private record Bound(Binding binding, ServerPipeline pipeline, Listener listener) {
    boolean serves(Binding other) {
      return binding.address.equals(other.address) && (binding.tls == null) == (other.tls == null);
    }
  }

  private Listeners(
      EventLoops loops, List<? extends RequestHandler> handlers, ConnectionLimiter limiter) {
    this.loops = loops;
    this.handlers = List.copyOf(handlers);
    this.limiter = limiter;
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
   * @param connections how many connections there may be
   */
  public record Settings(
      List<Binding> bindings,
      RequestLimits limits,
      ConnectionTimeouts timeouts,
      ClientAddress resolver,
      ConnectionLimiter.Limits connections) {
    /** Copies the list. */
    public Settings {
      bindings = List.copyOf(bindings);
    }
  }

  /**
   * What {@link #apply} did, as addresses.
   *
   * @param kept not touched
   * @param opened bound anew
   * @param closed not accepted on any more
   */
  public record Change(
      List<InetSocketAddress> kept,
      List<InetSocketAddress> opened,
      List<InetSocketAddress> closed) {}

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
    var listeners = new Listeners(loops, handlers, new ConnectionLimiter(settings.connections()));
    listeners.apply(settings);
    return listeners;
  }

  /**
   * Listens to these addresses from now on. A listener stays as it is where its address and its
   * kind stay; connections that are open stay in any case, under the settings of their time.
   *
   * @throws IOException if an address cannot be bound; then nothing is changed
   */
  public Change apply(Settings settings) throws IOException {
    var before = bound;
    var after = new ArrayList<Bound>();
    var opened = new ArrayList<Bound>();
    for (var binding : settings.bindings()) {
      if (find(before, binding) == null) {
        requireFree(binding.address());
      }
    }
    try {
      for (var binding : settings.bindings()) {
        var kept = find(before, binding);
        if (kept == null) {
          kept = open(binding, settings);
          opened.add(kept);
        }
        after.add(new Bound(binding, kept.pipeline, kept.listener));
      }
    } catch (IOException e) {
      opened.forEach(one -> one.listener.close());
      throw e;
    }
    limiter.apply(settings.connections());
    for (var one : after) {
      one.pipeline.apply(terms(settings, one.binding));
    }
    bound = List.copyOf(after);
    var closed = before.stream().filter(one -> find(after, one.binding) == null).toList();
    closed.forEach(one -> one.listener.close());
    return new Change(
        before.stream().filter(one -> !closed.contains(one)).map(Listeners::address).toList(),
        opened.stream().map(Listeners::address).toList(),
        closed.stream().map(Listeners::address).toList());
  }

  private static @Nullable Bound find(List<Bound> among, Binding binding) {
    return among.stream().filter(one -> one.serves(binding)).findFirst().orElse(null);
  }

  /** All are looked at before one is opened: a start that fails has not listened. */
  private void requireFree(InetSocketAddress address) throws IOException {
    try {
      Listener.requireFree(address, loops);
    } catch (IOException e) {
      throw new IOException(address + ": " + e.getMessage(), e);
    }
  }

  private Bound open(Binding binding, Settings settings) throws IOException {
    var pipeline =
        new ServerPipeline(
            loops,
            handlers,
            new ServerPipeline.Gate(limiter, handshakes),
            terms(settings, binding));
    try {
      return new Bound(binding, pipeline, Listener.bind(binding.address(), loops, pipeline));
    } catch (IOException e) {
      throw new IOException(binding.address() + ": " + e.getMessage(), e);
    }
  }

  private static ServerPipeline.Terms terms(Settings settings, Binding binding) {
    return new ServerPipeline.Terms(
        settings.limits(), settings.timeouts(), settings.resolver(), binding.tls());
  }

  private static InetSocketAddress address(Bound one) {
    return one.listener.address();
  }

  /** Where they listen, in the order of the settings. */
  public List<InetSocketAddress> addresses() {
    return bound.stream().map(Listeners::address).toList();
  }

  /** The number of clients' connections. */
  public int connections() {
    return limiter.open();
  }

  /** How TLS handshakes ended. */
  public TlsHandshakes handshakes() {
    return handshakes;
  }

  /** Stops accepting. */
  @Override
  public void close() {
    bound.forEach(one -> one.listener.close());
  }
}
