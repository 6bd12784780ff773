package io.servex.server;

import io.servex.server.config.ListenAddress;
import io.servex.server.config.ServerSection;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a running gateway, on its plain listener, for its health. */
final class HealthCheck {
  private static final int LIMIT_MILLIS = 5000;

  private HealthCheck() {}

  static boolean ask(ServerSection server) {
    var address = ListenAddress.parse(server.http());
    if (address == null) {
      return false;
    }
    var everywhere = address.host().isEmpty() || address.host().equals("0.0.0.0");
    var host = everywhere ? "127.0.0.1" : address.host();
    try {
      var url =
          new URI("http", null, host, address.port(), server.healthPath(), null, null).toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setConnectTimeout(LIMIT_MILLIS);
      connection.setReadTimeout(LIMIT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      var status = connection.getResponseCode();
      connection.disconnect();
      return status >= 200 && status < 300;
    } catch (IOException | java.net.URISyntaxException e) {
      return false;
    }
  }
}
