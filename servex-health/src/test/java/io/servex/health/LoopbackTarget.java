package io.servex.health;

import io.servex.api.health.ProbeTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

/** A backend on this machine. */
record LoopbackTarget(int port, String path) implements ProbeTarget {
  @Override
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }
}
