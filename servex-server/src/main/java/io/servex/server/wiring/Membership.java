package io.servex.server.wiring;

import io.servex.core.select.BackendState;
import io.servex.core.select.ProbedHealth;
import io.servex.core.select.RuleBackend;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The backends of one rule, made of those that it had before: one that is described in the same way
 * stays the same object, so that what a strategy knows of it stays.
 */
final class Membership {
  private final List<RuleBackend> before;
  private final Set<Integer> taken = new HashSet<>();
  private final List<RuleBackend> members = new ArrayList<>();

  /** Begins with none of those that there were. */
  Membership(List<RuleBackend> before) {
    this.before = before;
    before.forEach(backend -> taken.add(backend.ordinal()));
  }

  /** Adds one at the end. */
  void add(BackendState state, URI url, int weight, List<ProbedHealth> probes) {
    for (var known : before) {
      if (known.state() == state
          && known.url().equals(url)
          && known.weight() == weight
          && known.probes().equals(probes)
          && !members.contains(known)) {
        members.add(known);
        return;
      }
    }
    var ordinal = 0;
    while (!taken.add(ordinal)) {
      ordinal++;
    }
    members.add(new RuleBackend(state, url, ordinal, weight, probes));
  }

  /** The backends, in the order in which they were added. */
  List<RuleBackend> members() {
    return List.copyOf(members);
  }
}
