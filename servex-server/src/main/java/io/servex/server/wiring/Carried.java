package io.servex.server.wiring;

import io.netty.handler.ssl.SslContext;
import io.servex.core.select.BackendState;
import io.servex.core.select.LoadBalancer;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one generation of the configuration hands to the next, by identity: whatever is described in
 * the same words stays the same object, with its connections, health and counters.
 *
 * <p><b>Threading:</b> filled by one thread while a generation is built, and read only afterwards.
 */
final class Carried {
  private final Map<BackendIdentity, BackendState> backends = new HashMap<>();
  private final Map<RuleIdentity, LoadBalancer> balancers = new HashMap<>();
  private final Map<StrategyIdentity, Balanced> strategies = new HashMap<>();
  private final Map<BackendState, BackendState.Settings> settings = new HashMap<>();
  private final Map<LoadBalancer, LoadBalancer.Options> options = new HashMap<>();
  private Map<String, ProbePlan.Entry> probes = Map.of();
  private @Nullable TlsIdentity tlsIdentity;
  private @Nullable SslContext tls;

  /**
   * What makes a backend the same.
   *
   * @param key its address
   * @param tls how it is spoken to; null for plain text
   */
  record BackendIdentity(String key, @Nullable TlsIdentity tls) {}

  /**
   * What makes a rule's strategy the same, whatever its backends are.
   *
   * @param name the rule's name
   * @param strategy its type and settings, in canonical form
   */
  record StrategyIdentity(String name, String strategy) {}

  /**
   * What makes a rule's balancing the same.
   *
   * @param name the rule's name
   * @param strategy its strategy and settings, in canonical form
   * @param backends its backends
   */
  record RuleIdentity(String name, String strategy, List<Member> backends) {
    /** By the name alone, which no other rule has: it is asked for often, of thousands of rules. */
    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /**
   * A rule and who balances it.
   *
   * @param identity to be passed on with the balancer, so that what stays is not made anew
   */
  record Balanced(RuleIdentity identity, LoadBalancer balancer) {}

  /**
   * A backend of a rule.
   *
   * @param checks what is checked of it, by the ids of the checks
   */
  record Member(BackendIdentity identity, URI url, int weight, List<String> checks) {}

  /**
   * What makes the way of speaking to backends behind TLS the same.
   *
   * @param insecure whether any certificate will do
   * @param files the contents of the files
   */
  record TlsIdentity(boolean insecure, List<String> files) {}

  @Nullable BackendState backend(BackendIdentity identity) {
    return backends.get(identity);
  }

  void put(BackendIdentity identity, BackendState state, BackendState.Settings goesBy) {
    backends.put(identity, state);
    settings.put(state, goesBy);
  }

  /** This generation is in force: what it kept goes by its settings. */
  void inForce() {
    settings.forEach(BackendState::apply);
    options.forEach(LoadBalancer::apply);
  }

  /** The checks, by their ids. */
  Map<String, ProbePlan.Entry> probes() {
    return probes;
  }

  void put(ProbePlan plan) {
    probes = plan.entries();
  }

  /** The rule whose strategy is the same, perhaps with other backends. */
  @Nullable Balanced balanced(StrategyIdentity identity) {
    return strategies.get(identity);
  }

  void put(RuleIdentity identity, LoadBalancer balancer, LoadBalancer.Options goesBy) {
    balancers.put(identity, balancer);
    strategies.put(
        new StrategyIdentity(identity.name, identity.strategy), new Balanced(identity, balancer));
    options.put(balancer, goesBy);
  }

  /** The context for backends, where its identity is the same. */
  @Nullable SslContext tls(TlsIdentity identity) {
    return identity.equals(tlsIdentity) ? tls : null;
  }

  void put(TlsIdentity identity, SslContext context) {
    tlsIdentity = identity;
    tls = context;
  }

  Map<BackendIdentity, BackendState> backends() {
    return backends;
  }

  Map<RuleIdentity, LoadBalancer> balancers() {
    return balancers;
  }
}
