package io.servex.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.servex.api.discovery.BackendDiscovery;
import io.servex.api.discovery.BackendDiscoveryProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a backend discovery owes the gateway. The configuration under test finds at least one
 * backend, and the same ones each time.
 *
 * @param <C> the configuration record
 */
public abstract class BackendDiscoveryContract<C extends Record>
    extends ComponentContract<BackendDiscoveryProvider<C>, C> {
  private static final int LARGEST_WEIGHT = 1_000_000;

  /** For test classes. */
  protected BackendDiscoveryContract() {}

  @Override
  final Object createAny() {
    return create();
  }

  private BackendDiscovery create() {
    return provider().create(config(), context());
  }

  /**
   * What is found can be spoken to.
   *
   * @throws Exception if nothing is found out
   */
  @Test
  public void findsBackendsThatCanBeUsed() throws Exception {
    var found = create().find();

    assertTrue(!found.backends().isEmpty(), "no backend");
    for (var backend : found.backends()) {
      var url = backend.url();
      assertTrue(
          List.of("http", "https").contains(String.valueOf(url.getScheme())), url + ": http");
      assertNotNull(url.getHost(), url + ": a host");
      assertTrue(backend.weight() >= 0 && backend.weight() <= LARGEST_WEIGHT, url + ": its weight");
    }
  }

  /**
   * The gateway is told when to look again.
   *
   * @throws Exception if nothing is found out
   */
  @Test
  public void saysHowLongAnAnswerIsGood() throws Exception {
    assertTrue(create().find().validFor().isPositive(), "a time above zero");
  }

  /**
   * As long as nothing changes, nothing changes: another order would be a change.
   *
   * @throws Exception if nothing is found out
   */
  @Test
  public void findsTheSameInTheSameOrder() throws Exception {
    var discovery = create();

    assertEquals(discovery.find().backends(), discovery.find().backends());
  }
}
