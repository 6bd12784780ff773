package io.servex.testkit;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A backend that is nowhere.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class TestBackend implements Backend {
  private final URI url;
  private final long hash;
  private final int weight;
  private final AtomicInteger inFlight = new AtomicInteger();

  /**
   * Makes a backend.
   *
   * @param url its address
   * @param weight its share, 1 or more
   */
  public TestBackend(String url, int weight) {
    this.url = URI.create(url);
    this.hash = RequestKey.hash(url);
    this.weight = weight;
  }

  /**
   * So many backends, {@code http://10.0.0.1:8080} and so on.
   *
   * @param weights one for each
   * @return the backends
   */
  public static List<TestBackend> ofWeights(int... weights) {
    var made = new ArrayList<TestBackend>();
    for (var weight : weights) {
      made.add(new TestBackend("http://10.0.0." + (made.size() + 1) + ":8080", weight));
    }
    return List.copyOf(made);
  }

  /**
   * So many backends of weight 1.
   *
   * @param count how many
   * @return the backends
   */
  public static List<TestBackend> some(int count) {
    var weights = new int[count];
    Arrays.fill(weights, 1);
    return ofWeights(weights);
  }

  /**
   * A request begins or ends.
   *
   * @param more 1 or -1, or any other difference
   */
  public void load(int more) {
    var now = inFlight.addAndGet(more);
    assert now >= 0;
  }

  /** Whether this very backend is among others. */
  @SuppressWarnings("ReferenceEquality") // a strategy must hand out the object that it was given
  boolean isOneOf(List<Backend> others) {
    for (var i = 0; i < others.size(); i++) {
      if (others.get(i) == this) {
        return true;
      }
    }
    return false;
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public long identityHash() {
    return hash;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
