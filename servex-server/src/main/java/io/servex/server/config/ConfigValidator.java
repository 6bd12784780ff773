package io.servex.server.config;

import io.servex.server.plugin.ComponentKind;
import io.servex.server.plugin.Components;
import java.nio.file.Files;

/**
 * What the types of single values cannot say: whether they make sense together, and with what is on
 * this machine. {@code validate}, {@code --dry-run} and the start use it alike.
 */
final class ConfigValidator {
  static final String NOT_YET = "not yet supported (expected: absent or not enabled)";

  private final Problems problems;
  private final Components components;
  private final boolean starting;

  /**
   * Makes a validator.
   *
   * @param starting whether nothing runs yet: what a running gateway would do without, because it
   *     knows what it found out before, must be there then
   */
  ConfigValidator(Problems problems, Components components, boolean starting) {
    this.problems = problems;
    this.components = components;
    this.starting = starting;
  }

  void validate(ServexConfig config) {
    plugins(config.plugins());
    new ServerChecks(problems).check(config.server(), config.proxy().enabled());
    var checks = new ComponentChecks(problems, components);
    if (config.proxy().enabled()) {
      var authenticated =
          FilterBlock.enabled(config).stream()
                  .map(FilterBlock::choice)
                  .anyMatch(checks::authenticates)
              || config.filters().stream().anyMatch(checks::authenticates);
      new ProxyChecks(problems, components, starting).check(config.proxy(), authenticated);
    }
    for (var i = 0; i < config.filters().size(); i++) {
      checks.check(ComponentKind.FILTER, "filters[" + i + "]", config.filters().get(i));
    }
    for (var i = 0; i < config.exchangeListeners().size(); i++) {
      checks.check(
          ComponentKind.LISTENER,
          "exchange_listeners[" + i + "]",
          config.exchangeListeners().get(i));
    }
    for (var block : FilterBlock.all(config)) {
      var changed = config.admin().enabled() && block.path().equals(FilterBlock.CHANGEABLE);
      block(checks, block, block.enabled() || changed);
    }
    new AdminChecks(problems).check(config);
    logging(config.logging(), config.server().tracing().enabled());
    if (problems.advises()) {
      new Switches(problems).advise(config);
    }
  }

  private void plugins(PluginsSection plugins) {
    var hashes = plugins.allowedSha256();
    for (var i = 0; i < hashes.size(); i++) {
      if (!hashes.get(i).matches("[0-9A-Fa-f]{64}")) {
        problems.add(
            "plugins.allowed_sha256[" + i + "]",
            hashes.get(i) + " (expected: 64 hexadecimal digits, as sha256sum prints them)");
      }
    }
    if (plugins.directory().isPresent() && !Files.isDirectory(plugins.directory().get())) {
      problems.add("plugins.directory", plugins.directory().get() + " (expected: a folder)");
    }
    components
        .failures()
        .forEach(failure -> problems.advise(false, "plugins", failure + " (so it is not used)"));
  }

  private void logging(LoggingSection logging, boolean traced) {
    var fields = logging.logFields();
    for (var i = 0; i < fields.size(); i++) {
      var field = LogField.of(fields.get(i));
      if (!traced && (field == LogField.TRACE_ID || field == LogField.SPAN_ID)) {
        problems.add(
            "logging.log_fields[" + i + "]",
            fields.get(i) + " (expected: server.tracing.enabled: true)");
      }
      if (field == null) {
        problems.add(
            "logging.log_fields[" + i + "]",
            fields.get(i) + " (expected: one of " + String.join(", ", LogField.names()) + ")");
      }
    }
  }

  /** A section that is off may stay in the file even if nobody can read it. */
  private void block(ComponentChecks checks, FilterBlock block, boolean on) {
    if (!(block.choice() instanceof ConfigNode.Mapping)) {
      problems.add(block.path(), "not a mapping (expected: key: value)");
    } else if (components.find(ComponentKind.FILTER, block.type()) != null
        || block.enabled() && !components.failures().isEmpty()) {
      checks.check(ComponentKind.FILTER, block.path(), block.choice(), on);
    } else if (block.enabled()) {
      problems.add(block.path(), NOT_YET);
    }
  }
}
