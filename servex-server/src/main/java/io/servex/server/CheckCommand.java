package io.servex.server;

import io.servex.server.config.ConfigException;
import java.util.ArrayList;

/** {@code validate}, {@code --dry-run}, {@code --health-check}: the configuration, looked at. */
final class CheckCommand {
  private final Invocation invocation;

  CheckCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** Minor advice is for those who ask for more; with {@code --strict} what is said counts. */
  int validate() {
    var advice = new ArrayList<String>();
    try {
      var setup =
          invocation.loadToStart(one -> {
            if (invocation.flags().verbose || !one.minor()) {
              advice.add(one.line());
            }
          });
      advice.forEach(line -> invocation.err().println("warning: " + line));
      if (invocation.flags().strict && !advice.isEmpty()) {
        return Invocation.PROBLEM;
      }
      var rules = setup.config().proxy().rules().size();
      invocation
          .out()
          .println("configuration is valid: " + rules + (rules == 1 ? " rule" : " rules"));
      return Invocation.OK;
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }

  int dryRun() {
    try {
      invocation.out().print(EffectiveConfig.yaml(invocation.loadToStart(null)));
      return Invocation.OK;
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }

  int healthCheck() {
    try {
      var problem = HealthCheck.problem(invocation.load().config().server());
      if (problem != null) {
        return invocation.problem("not healthy: " + problem);
      }
      invocation.out().println("healthy");
      return Invocation.OK;
    } catch (ConfigException e) {
      return invocation.problem(e);
    }
  }
}
