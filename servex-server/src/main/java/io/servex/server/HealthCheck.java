package io.servex.server;

import io.servex.server.config.ListenAddress;
import io.servex.server.config.ServerSection;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Asks a running gateway for its health: on its plain listener where it has one, else on the one
 * with TLS. There it must show the very certificate that the configuration names; whose name is in
 * it and who signed it says nothing about health.
 */
final class HealthCheck {
  private static final int LIMIT_SECONDS = 5;

  private HealthCheck() {}

  /** What is wrong, in a sentence; null when the gateway is healthy. */
  static @Nullable String problem(ServerSection server) {
    if (!server.enableHealthEndpoint()) {
      return "server.enable_health_endpoint: false (expected: true)";
    }
    var tls = server.http().isEmpty();
    var address = ListenAddress.parse(tls ? server.https() : server.http());
    if (address == null || address.port() == 0) {
      return (tls ? "server.https" : "server.http") + ": no port to ask (expected: a fixed one)";
    }
    var asked = new CompletableFuture<@Nullable String>();
    Thread.ofVirtual().start(() -> asked.complete(ask(server, address, tls)));
    try {
      return asked.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return "no answer within " + LIMIT_SECONDS + " seconds";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static @Nullable String ask(ServerSection server, ListenAddress address, boolean tls) {
    var everywhere = address.host().isEmpty() || address.host().matches("0\\.0\\.0\\.0|::");
    var local = address.host().equals("::") ? "::1" : "127.0.0.1";
    var host = everywhere ? local : address.host();
    try {
      var url =
          new URI(
                  tls ? "https" : "http",
                  null,
                  host,
                  address.port(),
                  server.healthPath(),
                  null,
                  null)
              .toURL();
      var connection = (HttpURLConnection) url.openConnection();
      if (connection instanceof HttpsURLConnection secured) {
        secured.setSSLSocketFactory(trusting(Path.of(server.certFile())).getSocketFactory());
        secured.setHostnameVerifier((name, session) -> true);
      }
      connection.setConnectTimeout(LIMIT_SECONDS * 1000);
      connection.setReadTimeout(LIMIT_SECONDS * 1000);
      connection.setInstanceFollowRedirects(false);
      var status = connection.getResponseCode();
      connection.disconnect();
      return status >= 200 && status < 300 ? null : url + ": status " + status;
    } catch (IOException | URISyntaxException | GeneralSecurityException e) {
      return host + ":" + address.port() + ": " + e.getMessage();
    }
  }

  private static SSLContext trusting(Path chain) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(chain)) {
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new PinnedCertificate(certificate)}, null);
      return context;
    }
  }
}
