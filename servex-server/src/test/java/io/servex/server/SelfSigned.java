package io.servex.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that its own key signed, made by the JDK's keytool.
 *
 * @param certificate in PEM
 * @param key in PEM
 */
public record SelfSigned(Path certificate, Path key) {
  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Makes one for localhost, its files in a folder. */
  public static SelfSigned in(Path folder, String name)
      throws IOException, InterruptedException, GeneralSecurityException {
    var store = folder.resolve(name + ".p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    var said =
        new String(made.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
      throw new IOException(said);
    }
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    return new SelfSigned(
        pem(folder.resolve(name + ".pem"), "CERTIFICATE", keys.getCertificate("one").getEncoded()),
        pem(
            folder.resolve(name + ".key"),
            "PRIVATE KEY",
            keys.getKey("one", PASSWORD).getEncoded()));
  }

  private static Path pem(Path file, String what, byte[] bytes) throws IOException {
    var encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return Files.writeString(
        file,
        "-----BEGIN "
            + what
            + "-----\n"
            + encoder.encodeToString(bytes)
            + "\n-----END "
            + what
            + "-----\n");
  }
}
