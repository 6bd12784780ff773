package io.servex.core.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.servex.api.balancing.Backend;
import io.servex.api.balancing.BalancingStrategy.Picker;
import io.servex.api.http.AddressBlocks;
import io.servex.core.decode.ClientAddress;
import io.servex.core.decode.ClientPeer;
import io.servex.core.decode.ConnectionTimeouts;
import io.servex.core.decode.Http1Connection;
import io.servex.core.decode.LocalResponse;
import io.servex.core.decode.Pressure;
import io.servex.core.decode.RequestLimits;
import io.servex.core.decode.Worker;
import io.servex.core.exchange.Connector;
import io.servex.core.exchange.Destination;
import io.servex.core.exchange.Exchange;
import io.servex.core.exchange.ExchangeFacts;
import io.servex.core.exchange.ExchangeObserver;
import io.servex.core.exchange.ExchangeTerms;
import io.servex.core.exchange.ExchangeTimeouts;
import io.servex.core.exchange.Exchanges;
import io.servex.core.exchange.ForwardingSettings;
import io.servex.core.filter.FilterChain;
import io.servex.core.route.PathRewrite;
import io.servex.core.route.RouteRule;
import io.servex.core.route.RouteTable;
import io.servex.core.select.BackendState;
import io.servex.core.select.LoadBalancer;
import io.servex.core.select.RuleBackend;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The whole data plane of one client and one backend, without sockets: bytes go in and come out at
 * both ends, in parts as a test likes, and time passes when it says so.
 */
final class MemoryGateway implements AutoCloseable, ExchangeObserver {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  static final Duration STREAM_IDLE = Duration.ofSeconds(2);

  private final BackendState state =
      new BackendState(
          URI.create("http://b:1"), new BackendState.Settings(0, 1, TimeUnit.HOURS.toNanos(1)));
  private final RuleBackend backend = new RuleBackend(state, state.url(), 0, 1);
  private final EmbeddedChannel client = new EmbeddedChannel();
  private final Pressure pressure = new Pressure(1);
  private final Worker worker = new Worker(client.eventLoop(), 0, pressure);
  private final FilterChain filters;
  private final List<EmbeddedChannel> opened = new ArrayList<>();
  private final List<Exchange> ended = new ArrayList<>();

  /** Starts with connections in memory. */
  MemoryGateway() {
    this(null, FilterChain.NONE);
  }

  /** Starts with filters. */
  MemoryGateway(FilterChain filters) {
    this(null, filters);
  }

  /** Starts with the pool's own connections to backends, where a type of channel is given. */
  MemoryGateway(Class<? extends EmbeddedChannel> failing) {
    this(failing, FilterChain.NONE);
  }

  private MemoryGateway(@Nullable Class<? extends EmbeddedChannel> failing, FilterChain filters) {
    this.filters = filters;
    var settings =
        new UpstreamSettings(
            Map.of(state, new java.net.InetSocketAddress("127.0.0.1", 1)),
            new IdleLimits(10, 10, MINUTE),
            RequestLimits.DEFAULT,
            null);
    var type = failing == null ? EmbeddedChannel.class : failing;
    var pool = new ConnectionPool(worker, settings, new IdleCount(), type);
    Connector connector = failing == null ? (to, asking, fresh) -> connect(pool, asking) : pool;
    client
        .pipeline()
        .addLast(
            new Http1Connection(
                client,
                worker,
                new Exchanges(settings(), connector),
                RequestLimits.DEFAULT,
                new ConnectionTimeouts(MINUTE, MINUTE, MINUTE, MINUTE, MINUTE, MINUTE),
                new ClientAddress(AddressBlocks.NONE),
                new ClientPeer(InetAddress.getLoopbackAddress(), false, false, 80)));
  }

  private void connect(ConnectionPool pool, Exchange asking) {
    var connection = new UpstreamConnection(worker, pool, state, RequestLimits.DEFAULT, null);
    opened.add(new EmbeddedChannel(connection));
    asking.connected(connection);
  }

  private Exchanges.Settings settings() {
    var balancer =
        new LoadBalancer(
            "all", "first", List.of(backend), MemoryGateway::first, LoadBalancer.Options.NONE);
    var everything = new RouteRule("all", "/", null, null, Map.of(), List.of(), List.of());
    Destination target =
        new Destination.Upstream(
            "all",
            balancer,
            new PathRewrite(null, null),
            MINUTE.toNanos(),
            Destination.HostField.PRESERVED,
            null,
            filters);
    Destination health =
        new Destination.Endpoint("health", true, request -> LocalResponse.json(200, "{}"));
    return new Exchanges.Settings(
        RouteTable.compile(
            List.of(new RouteTable.Entry<>(everything, target)), Map.of("/health", health)),
        FilterChain.NONE,
        new ExchangeTerms(
            new ForwardingSettings(false, false, false),
            null,
            new ExchangeTimeouts(MINUTE.toNanos(), 0, STREAM_IDLE.toNanos()),
            false,
            List.of(this),
            List.of()));
  }

  private static Picker first(List<Backend> eligible) {
    return request -> request.excludes(eligible.getFirst()) ? null : eligible.getFirst();
  }

  @Override
  public void ended(ExchangeFacts exchange) {
    ended.add((Exchange) exchange);
  }

  /** The exchanges that are over. */
  List<Exchange> ended() {
    return ended;
  }

  BackendState backend() {
    return state;
  }

  EmbeddedChannel client() {
    return client;
  }

  /** The connection to the backend that was opened last. */
  EmbeddedChannel upstream() {
    return opened.getLast();
  }

  /** The number of connections to the backend that were opened. */
  int connections() {
    return opened.size();
  }

  /** The client sends bytes, with a new part at each of the cuts. */
  void send(String bytes, int... cuts) {
    write(client, bytes, cuts);
  }

  /** The backend sends bytes. */
  void answer(String bytes, int... cuts) {
    write(upstream(), bytes, cuts);
  }

  private static void write(EmbeddedChannel channel, String text, int... cuts) {
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    var from = 0;
    for (var i = 0; i <= cuts.length; i++) {
      var to = i < cuts.length ? Math.min(cuts[i], bytes.length) : bytes.length;
      if (to > from && channel.isActive()) {
        var part = PooledByteBufAllocator.DEFAULT.directBuffer(256 + to - from);
        channel.writeInbound(part.setIndex(256, 256).writeBytes(bytes, from, to - from));
      }
      from = Math.max(from, to);
    }
  }

  /** What the client was sent since the last call. */
  String toClient() {
    return written(client);
  }

  /** What the backend was sent since the last call. */
  String toBackend() {
    return written(upstream());
  }

  private static String written(EmbeddedChannel channel) {
    var all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      var bytes = new byte[part.readableBytes()];
      part.readBytes(bytes).release();
      all.writeBytes(bytes);
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /** So much of the direct memory is taken: a share, 0 to 1. */
  void pressed(double memory) {
    pressure.measured(new Pressure.Sample(memory, 0, 0));
  }

  /** The client takes no more, or again takes what it is sent. */
  void clientTakes(boolean writable) {
    client.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    client.runPendingTasks();
  }

  /** Lets deadlines expire as if so much time had passed. */
  void passes(Duration time) {
    worker.deadlines().advance(System.nanoTime() + time.toNanos());
    client.runPendingTasks();
  }

  @Override
  public void close() {
    client.finishAndReleaseAll();
    opened.forEach(EmbeddedChannel::finishAndReleaseAll);
  }
}
