package io.servex.core.accept;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Makes the TLS contexts: with BoringSSL where its library loads, with the JDK's TLS elsewhere. */
public final class TlsContexts {
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
  private static final int SESSION_CACHE = 20_000;

  private TlsContexts() {}

  private static SslProvider provider() {
    return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
  }

  /**
   * The context of an https listener: TLS 1.2 with forward secrecy and AEAD, or 1.3.
   *
   * @param certificate the chain, in PEM
   * @param key the private key, in PEM
   * @throws SSLException if the two cannot be used; the message names the reason
   */
  public static SslContext server(Path certificate, Path key) throws SSLException {
    try {
      var context =
          SslContextBuilder.forServer(certificate.toFile(), key.toFile())
              .sslProvider(provider())
              .protocols("TLSv1.3", "TLSv1.2")
              .ciphers(CIPHERS, io.netty.handler.ssl.SupportedCipherSuiteFilter.INSTANCE)
              .sessionCacheSize(SESSION_CACHE)
              .build();
      if (!KeyMatch.holds(certificate, key)) {
        ReferenceCountUtil.release(context);
        throw new SSLException("the key is not that of the certificate");
      }
      return context;
    } catch (IllegalArgumentException e) {
      throw new SSLException(e.getMessage(), e);
    }
  }

  /**
   * When the first certificate of a chain expires.
   *
   * @param certificate the chain, in PEM
   * @throws IOException if the file cannot be read, or holds something else
   */
  public static Instant expiry(Path certificate) throws IOException {
    try (var in = Files.newInputStream(certificate)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
          .map(one -> ((X509Certificate) one).getNotAfter().toInstant())
          .min(Comparator.naturalOrder())
          .orElseThrow(() -> new IOException(certificate + ": no certificate"));
    } catch (CertificateException e) {
      throw new IOException(certificate + ": " + e.getMessage(), e);
    }
  }

  /**
   * The context for backends behind TLS. Their names are verified unless that is switched off.
   *
   * @param authority the certificates to trust, in PEM; null for the JDK's own
   * @param certificate the gateway's own chain; null for none
   * @param key the key of that chain
   * @param insecure whether any certificate will do
   * @throws SSLException if a file cannot be used; the message names the reason
   */
  public static SslContext client(
      @Nullable Path authority, @Nullable Path certificate, @Nullable Path key, boolean insecure)
      throws SSLException {
    return client(provider(), authority, certificate, key, insecure);
  }

  private static SslContext client(
      SslProvider provider,
      @Nullable Path authority,
      @Nullable Path certificate,
      @Nullable Path key,
      boolean insecure)
      throws SSLException {
    try {
      var builder =
          SslContextBuilder.forClient().sslProvider(provider).protocols("TLSv1.3", "TLSv1.2");
      if (insecure) {
        builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        builder.endpointIdentificationAlgorithm(null);
      } else {
        if (authority != null) {
          builder.trustManager(authority.toFile());
        }
        builder.endpointIdentificationAlgorithm("HTTPS");
      }
      if (certificate != null && key != null) {
        File chain = certificate.toFile();
        builder.keyManager(chain, key.toFile());
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new SSLException(e.getMessage(), e);
    }
  }

  /**
   * The same as {@link #client}, for the JDK's own sockets. Whoever uses it verifies names.
   *
   * @throws SSLException if {@link #client} would throw one
   */
  public static SSLContext sockets(
      @Nullable Path authority, @Nullable Path certificate, @Nullable Path key, boolean insecure)
      throws SSLException {
    return client(SslProvider.JDK, authority, certificate, key, insecure)
            instanceof JdkSslContext made
        ? made.context()
        : unexpected();
  }

  private static SSLContext unexpected() {
    throw new IllegalStateException("the JDK's provider makes the JDK's contexts");
  }

  /**
   * Makes the context of a listener and lets go of it.
   *
   * @throws SSLException if {@link #server} would throw one
   */
  public static void tryServer(Path certificate, Path key) throws SSLException {
    ReferenceCountUtil.release(server(certificate, key));
  }

  /**
   * Makes a context that trusts some certificates and lets go of it.
   *
   * @throws SSLException if {@link #client} would throw one
   */
  public static void tryAuthority(Path authority) throws SSLException {
    ReferenceCountUtil.release(client(authority, null, null, false));
  }
}
