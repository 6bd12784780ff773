package io.servex.server.config;

import io.servex.server.plugin.ComponentKind;
import java.nio.file.Path;
import java.util.Optional;

/** Checks what is said about the traffic dump, for the proxy and for each rule. */
final class DumpChecks {
  private static final String EXPECTED = " (expected: directory, or dump_directory of the rule)";

  private final Problems problems;
  private final ComponentChecks components;
  private final FileChecks files;

  DumpChecks(Problems problems, ComponentChecks components) {
    this.problems = problems;
    this.components = components;
    this.files = new FileChecks(problems);
  }

  void check(ProxySection proxy) {
    var dump = proxy.trafficDump();
    var toFiles = sink(dump);
    var anyWithout = false;
    for (var i = 0; i < proxy.rules().size(); i++) {
      var rule = proxy.rules().get(i);
      if (captured(dump, rule)) {
        anyWithout |= toFiles && !directory("proxy.rules[" + i + "]", dump, rule);
      }
    }
    if (dump.enabled() && dump.directory().isPresent() && toFiles) {
      files.folder("proxy.traffic_dump.directory", dump.directory().get());
    }
    var any = proxy.rules().stream().anyMatch(rule -> captured(dump, rule));
    if (any && dump.sampleRate() >= 1) {
      problems.advise(
          false,
          "proxy.traffic_dump.sample_rate",
          dump.sampleRate() + ", so every request is captured (better: a share such as 0.1)");
    }
    if (dump.enabled() && anyWithout && dump.directory().isEmpty()) {
      problems.add("proxy.traffic_dump.directory", "missing" + EXPECTED);
    }
  }

  /** Whether a rule is captured: as it says itself, else as the proxy says. */
  static boolean captured(ProxySection.TrafficDump dump, ProxySection.Rule rule) {
    return rule.enableTrafficDump().orElse(dump.enabled());
  }

  /** Checks the sink; returns whether it writes files. */
  private boolean sink(ProxySection.TrafficDump dump) {
    var path = "proxy.traffic_dump.sink";
    if (!DumpSinks.FILES.equals(ComponentChoice.type(dump.sink()))) {
      components.check(ComponentKind.SINK, path, dump.sink());
      return false;
    }
    noSettings(path, dump.sink());
    return true;
  }

  /** The settings of the files stand beside the sink: one place for each. */
  private void noSettings(String path, ConfigNode sink) {
    if (sink instanceof ConfigNode.Mapping mapping) {
      for (var key : mapping.keys().keySet()) {
        if (!key.equals("type")) {
          problems.add(
              path + "." + key, "not for " + DumpSinks.FILES + " (expected: keys beside sink)");
        }
      }
    }
  }

  /** Checks a captured rule's directory; false when it has none at all. */
  private boolean directory(String path, ProxySection.TrafficDump dump, ProxySection.Rule rule) {
    Optional<Path> own = rule.dumpDirectory();
    own.ifPresent(folder -> files.folder(path + ".dump_directory", folder));
    var none = own.isEmpty() && dump.directory().isEmpty();
    if (none && rule.enableTrafficDump().isPresent()) {
      problems.add(
          path + ".enable_traffic_dump",
          "true (expected: dump_directory, or proxy.traffic_dump.directory)");
    }
    return !none || rule.enableTrafficDump().isPresent();
  }
}
