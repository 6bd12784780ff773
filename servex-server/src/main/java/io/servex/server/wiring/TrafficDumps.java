package io.servex.server.wiring;

import io.servex.api.capture.Recorder;
import io.servex.api.capture.RecorderProvider;
import io.servex.api.capture.Tap;
import io.servex.api.capture.TapCounts;
import io.servex.api.capture.TapSettings;
import io.servex.api.dump.DumpSink;
import io.servex.server.StartException;
import io.servex.server.config.ComponentChoice;
import io.servex.server.config.DumpSinks;
import io.servex.server.config.ProxySection;
import io.servex.server.config.Setup;
import io.servex.server.observe.DumpMeters;
import io.servex.server.plugin.ComponentKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The traffic dump of one configuration: which rules have a tap, and which sink is behind it.
 *
 * <p><b>Threading:</b> immutable once opened, but for its end; every method may be called from any
 * thread.
 */
final class TrafficDumps implements DumpMeters.Source, AutoCloseable {
  private static final int QUEUED_ENTRIES = 16_384;
  private static final String SINK = "proxy.traffic_dump.sink";

  private final Identity identity;
  private final @Nullable Recorder recorder;
  private final Map<String, Tap> taps;
  private volatile boolean over;

  /** What makes two dumps the same. */
  private record Identity(ProxySection.TrafficDump settings, String sink, List<Tapped> rules) {}

  /** A rule that is captured. */
  private record Tapped(String rule, String loadBalancing, String directory) {}

  private TrafficDumps(Identity identity, @Nullable Recorder recorder, Map<String, Tap> taps) {
    this.identity = identity;
    this.recorder = recorder;
    this.taps = Map.copyOf(taps);
  }

  /**
   * Opens what a configuration asks for.
   *
   * @param components creates the sinks
   * @param before what is open; it is returned if the configuration asks for the same
   * @throws StartException if a sink cannot be opened; nothing is left open then
   */
  static TrafficDumps open(Setup setup, ComponentFactory components, @Nullable TrafficDumps before)
      throws StartException {
    var proxy = setup.config().proxy();
    var identity = identity(proxy, components);
    if (before != null && before.identity.equals(identity)) {
      components.keep(before.identity);
      return before;
    }
    if (identity.rules().isEmpty()) {
      return new TrafficDumps(identity, null, Map.of());
    }
    var sinks = sinks(identity, proxy.trafficDump(), components);
    var recorder = recorder(proxy.trafficDump());
    Map<String, Tap> taps = new HashMap<>();
    for (var rule : identity.rules()) {
      var sink = sinks.get(rule.directory());
      if (sink != null) {
        taps.put(rule.rule(), recorder.tap(settings(rule, proxy.trafficDump()), sink));
      }
    }
    return new TrafficDumps(identity, recorder, taps);
  }

  private static Identity identity(ProxySection proxy, ComponentFactory components) {
    var dump = proxy.trafficDump();
    var toFiles = DumpSinks.FILES.equals(ComponentChoice.type(dump.sink()));
    var rules = new ArrayList<Tapped>();
    for (var i = 0; proxy.enabled() && i < proxy.rules().size(); i++) {
      var rule = proxy.rules().get(i);
      if (rule.enableTrafficDump().orElse(dump.enabled()) && dump.sampleRate() > 0) {
        var directory = rule.dumpDirectory().or(dump::directory).orElse(Path.of(""));
        rules.add(
            new Tapped(
                RuleCompiler.name(i, rule),
                String.valueOf(ComponentChoice.type(rule.loadBalancing())),
                toFiles ? directory.toAbsolutePath().normalize().toString() : ""));
      }
    }
    return new Identity(
        dump.withoutSink(),
        components.identity(ComponentKind.SINK, dump.sink()),
        List.copyOf(rules));
  }

  private static TapSettings settings(Tapped rule, ProxySection.TrafficDump dump) {
    return new TapSettings(
        rule.rule(),
        rule.loadBalancing(),
        dump.sampleRate(),
        dump.includeBody() ? (int) Math.min(dump.maxBodySize().bytes(), 1 << 30) : 0,
        dump.includeResponse(),
        dump.redactHeaders());
  }

  private static Recorder recorder(ProxySection.TrafficDump dump) throws StartException {
    var provider = ServiceLoader.load(RecorderProvider.class).findFirst();
    if (provider.isEmpty()) {
      throw new StartException("proxy.traffic_dump: the module io.servex.dump is not installed");
    }
    return provider
        .get()
        .open(
            new RecorderProvider.Limits(QUEUED_ENTRIES, dump.maxQueuedBytes().bytes()),
            System.getLogger("io.servex.dump"));
  }

  /** One sink for each directory; one in all for a sink that writes no files. */
  private static Map<String, DumpSink> sinks(
      Identity identity, ProxySection.TrafficDump dump, ComponentFactory components)
      throws StartException {
    Map<String, DumpSink> sinks = new HashMap<>();
    try {
      for (var rule : identity.rules()) {
        if (!sinks.containsKey(rule.directory())) {
          var settings =
              rule.directory().isEmpty() ? dump.sink() : DumpSinks.files(dump, rule.directory());
          sinks.put(rule.directory(), components.sink(SINK, dump.sink(), settings, identity));
        }
      }
      return sinks;
    } catch (StartException e) {
      sinks.values().forEach(TrafficDumps::discard);
      throw e;
    }
  }

  private static void discard(DumpSink sink) {
    try {
      sink.close();
    } catch (IOException | RuntimeException | LinkageError e) {
      System.getLogger("io.servex.dump").log(System.Logger.Level.WARNING, e.toString());
    }
  }

  /** The tap of a rule; null when it is not captured. */
  @Nullable Tap tap(String rule) {
    return taps.get(rule);
  }

  @Override
  public List<TapCounts> counts() {
    return recorder == null ? List.of() : recorder.counts();
  }

  @Override
  public boolean over() {
    return recorder == null || over;
  }

  /** Writes what is queued, within a few seconds, and closes the sinks. */
  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
    over = true;
  }
}
