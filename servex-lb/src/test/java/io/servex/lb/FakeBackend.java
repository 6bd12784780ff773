package io.servex.lb;

import io.servex.api.balancing.Backend;
import io.servex.api.balancing.RequestKey;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend that a test loads as it likes. */
record FakeBackend(String name, int weight, AtomicInteger flying) implements Backend {
  static FakeBackend of(String name, int weight) {
    return new FakeBackend(name, weight, new AtomicInteger());
  }

  @Override
  public URI url() {
    return URI.create("http://" + name);
  }

  @Override
  public long identityHash() {
    return RequestKey.hash("http://" + name + ":80");
  }

  @Override
  public int inFlight() {
    return flying.get();
  }
}
