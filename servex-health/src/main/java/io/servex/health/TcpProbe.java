package io.servex.health;

import io.servex.api.health.HealthProbe;
import io.servex.api.health.ProbeResult;
import io.servex.api.health.ProbeTarget;
import java.io.IOException;

/** A backend is well when a connection can be made: with TLS, when its handshake succeeds too. */
final class TcpProbe implements HealthProbe {
  @Override
  public ProbeResult probe(ProbeTarget target) throws IOException {
    target.connect().close();
    return ProbeResult.passed();
  }
}
