package io.servex.server.config;

import io.servex.core.accept.TlsContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Checks what a configuration says about the files of this machine. */
final class FileChecks {
  /** File systems that show what the kernel knows, and keep nothing. */
  private static final Set<String> KERNELS =
      Set.of("proc", "sysfs", "cgroup", "cgroup2", "debugfs", "tracefs", "securityfs", "devpts");

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

  /** Whether a folder is there, or can be made. Nothing is made to find out. */
  void folder(String path, Path folder) {
    var existing = folder.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null
        || !Files.isDirectory(existing)
        || !Files.isWritable(existing)
        || ofTheKernel(existing)) {
      problems.add(path, folder + " (expected: a folder that can be made and written)");
    }
  }

  /** The superuser may write everywhere, but files cannot be made everywhere. */
  private static boolean ofTheKernel(Path folder) {
    try {
      return KERNELS.contains(Files.getFileStore(folder).type());
    } catch (IOException e) {
      // A container may hide the mount of a folder that is as good as any.
      return false;
    }
  }

  /** Whether a file is a list of backends. */
  void backends(String path, Path file) {
    if (!readable(path, file)) {
      return;
    }
    try {
      var backends = BackendList.read(file.toString(), Files.readString(file));
      assert backends != null;
    } catch (IllegalArgumentException e) {
      problems.add(path, file + " (expected: a list of backends); " + e.getMessage());
    } catch (IOException e) {
      problems.add(path, file + " (expected: a list of backends in UTF-8)");
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
