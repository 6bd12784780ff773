package io.servex.server.admin;

import io.servex.core.decode.LocalResponse;
import io.servex.core.exchange.Destination;
import io.servex.core.select.RuleBackend;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Says whether this gateway should be sent requests: not while it drains, not while it sheds them
 * under pressure, and not while no rule has a backend in rotation. Other than health, which a
 * supervisor restarts a process by, this is what a balancer in front goes by.
 *
 * <p><b>Threading:</b> asked on event loops.
 */
public final class ReadyEndpoint {
  private final HealthEndpoint health;
  private volatile BooleanSupplier sheds = () -> false;
  private volatile List<Destination.Upstream> rules = List.of();

  /** Goes by what health says about draining. */
  public ReadyEndpoint(HealthEndpoint health) {
    this.health = health;
  }

  /** Goes by whether new requests are turned away under pressure, too. */
  public void shedding(BooleanSupplier sheds) {
    this.sheds = sheds;
  }

  /** Goes by these rules from now on. */
  public void inForce(List<Destination.Upstream> next) {
    rules = List.copyOf(next);
  }

  /** Where requests for a path go. */
  public Destination destination(String path) {
    return new Destination.Endpoint(path, true, request -> answer());
  }

  private LocalResponse answer() {
    var state = state();
    return health.answer(state.equals("ready"), state);
  }

  private String state() {
    if (health.draining()) {
      return health.state();
    }
    if (sheds.getAsBoolean()) {
      return "overloaded";
    }
    return rules.isEmpty() || anyBackend() ? "ready" : "no_backend";
  }

  private boolean anyBackend() {
    for (var rule : rules) {
      for (RuleBackend backend : rule.balancer().backends()) {
        if (backend.weight() > 0 && backend.healthy()) {
          return true;
        }
      }
    }
    return false;
  }
}
