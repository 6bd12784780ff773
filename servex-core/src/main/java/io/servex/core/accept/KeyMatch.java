package io.servex.core.accept;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Whether a private key belongs to a certificate: one signs, the other verifies. A TLS library
 * finds out no earlier than in its first handshake.
 */
final class KeyMatch {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final byte[] TEXT = {1, 2, 3};

  private KeyMatch() {}

  /**
   * Compares the first certificate of a file with the key of another, both of which a TLS context
   * was made of.
   *
   * @return false if the two do not belong together; true if they do, or are of a kind that is not
   *     known here
   */
  static boolean holds(Path certificate, Path key) {
    try (var in = Files.newInputStream(certificate)) {
      var first = CertificateFactory.getInstance("X.509").generateCertificate(in);
      var found = KEY.matcher(Files.readString(key));
      var algorithm = algorithm(first);
      return !found.find()
          || algorithm.isEmpty()
          || verifies(first, Base64.getMimeDecoder().decode(found.group(1)), algorithm);
    } catch (IOException | GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(Certificate certificate) {
    return switch (certificate.getPublicKey().getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      case "EdDSA" -> "EdDSA";
      default -> "";
    };
  }

  private static boolean verifies(Certificate certificate, byte[] key, String algorithm)
      throws GeneralSecurityException {
    var publicKey = certificate.getPublicKey();
    var factory = KeyFactory.getInstance(publicKey.getAlgorithm());
    var signing = Signature.getInstance(algorithm);
    signing.initSign(factory.generatePrivate(new PKCS8EncodedKeySpec(key)));
    signing.update(TEXT);
    var verifying = Signature.getInstance(algorithm);
    verifying.initVerify(publicKey);
    verifying.update(TEXT);
    return verifying.verify(signing.sign());
  }
}
