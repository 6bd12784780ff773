package io.servex.server.config;

import io.servex.core.accept.TlsContexts;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Checks what a configuration says about the files of this machine. */
final class FileChecks {
  private final Problems problems;

  FileChecks(Problems problems) {
    this.problems = problems;
  }

  /** Whether a listener can use a certificate and its key. */
  void serverCertificate(String chainPath, String chain, String keyPath, String key) {
    var readable = readable(chainPath, Path.of(chain)) & readable(keyPath, Path.of(key));
    if (!readable) {
      return;
    }
    try {
      TlsContexts.tryServer(Path.of(chain), Path.of(key));
    } catch (SSLException e) {
      problems.add(
          chainPath,
          chain + " (expected: a certificate in PEM, with its key in " + key + "); " + reason(e));
    }
  }

  /** Whether the files for TLS to backends can be used. */
  void clientCertificates(String path, ProxySection.Tls tls) {
    var readable =
        tls.caFile().map(file -> readable(path + ".ca_file", file)).orElse(true)
            & tls.certFile().map(file -> readable(path + ".cert_file", file)).orElse(true)
            & tls.keyFile().map(file -> readable(path + ".key_file", file)).orElse(true);
    if (!readable) {
      return;
    }
    authority(path + ".ca_file", tls.caFile().orElse(null));
    if (tls.certFile().isPresent() && tls.keyFile().isPresent()) {
      serverCertificate(
          path + ".cert_file",
          tls.certFile().get().toString(),
          path + ".key_file",
          tls.keyFile().get().toString());
    }
  }

  private void authority(String path, @Nullable Path file) {
    if (file == null) {
      return;
    }
    try {
      TlsContexts.tryAuthority(file);
    } catch (SSLException e) {
      problems.add(path, file + " (expected: certificates in PEM); " + reason(e));
    }
  }

  /** Whether a folder is there, or can be made. */
  void folder(String path, Path folder) {
    var existing = folder.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
      problems.add(path, folder + " (expected: a folder that can be made and written)");
    }
  }

  private boolean readable(String path, Path file) {
    var readable = Files.isRegularFile(file) && Files.isReadable(file);
    if (!readable) {
      problems.add(path, file + " (expected: a readable file)");
    }
    return readable;
  }

  private static String reason(Throwable problem) {
    var cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
