package io.servex.server.it;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that signed itself, made with the JDK's own tool. */
public record Certificates(Path chain, Path key, X509Certificate certificate) {
  /** Makes one, its files in a folder. */
  public static Certificates in(Path folder) throws Exception {
    var store = folder.resolve("keys.p12");
    var password = "for a test";
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                password)
            .redirectErrorStream(true)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
    var keys = KeyStore.getInstance(store.toFile(), password.toCharArray());
    var certificate = (X509Certificate) keys.getCertificate("a");
    return new Certificates(
        pem(folder.resolve("chain.pem"), "CERTIFICATE", certificate.getEncoded()),
        pem(
            folder.resolve("key.pem"),
            "PRIVATE KEY",
            keys.getKey("a", password.toCharArray()).getEncoded()),
        certificate);
  }

  private static Path pem(Path file, String kind, byte[] bytes) throws Exception {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  /** The lines of the server section for a listener that uses it. */
  String yaml() {
    return "  https: \"127.0.0.1:0\"\n  cert_file: " + chain + "\n  key_file: " + key + "\n";
  }

  /** A connection that trusts it, after the handshake. */
  SSLSocket connect(int port) throws Exception {
    var trust = KeyStore.getInstance(KeyStore.getDefaultType());
    trust.load(null, null);
    trust.setCertificateEntry("a", certificate);
    var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(trust);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trusted.getTrustManagers(), null);
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(5_000);
    socket.startHandshake();
    return socket;
  }
}
