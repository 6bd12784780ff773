package io.servex.server.observe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where all lines go: the standard error stream, or a file that can be opened anew after somebody
 * moved it away.
 *
 * <p><b>Threading:</b> for all threads, one write at a time, so that lines never mix.
 */
public final class LogOutput implements LineRing.Sink, AutoCloseable {
  /** Everybody's standard error stream: lines of two outputs must not mix there either. */
  private static final Object STANDARD_ERROR = new Object();

  private static final Set<StandardOpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  private static final FileAttribute<?> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Object lock;
  private final @Nullable Path file;
  private final FileAttribute<?>[] attributes;
  private final AtomicLong failures = new AtomicLong();
  private OutputStream stream;
  private @Nullable LogOutput successor;

  private LogOutput(@Nullable Path file, OutputStream stream, FileAttribute<?>... attributes) {
    this.file = file;
    this.stream = stream;
    this.attributes = attributes;
    lock = file == null ? STANDARD_ERROR : this;
  }

  /** Lines go to the standard error stream. */
  static LogOutput standardError() {
    return new LogOutput(null, System.err);
  }

  /**
   * Lines go to the end of a file.
   *
   * @throws IOException if it cannot be written
   */
  public static LogOutput file(Path file) throws IOException {
    return new LogOutput(file, open(file));
  }

  /**
   * Lines go to the end of a file that its owner alone can read, if it is made here: one that is
   * there keeps the permissions that somebody gave it.
   *
   * @throws IOException if it cannot be written
   */
  public static LogOutput ownersFile(Path file) throws IOException {
    var posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix ? new FileAttribute<?>[] {OWNER} : new FileAttribute<?>[0];
    return new LogOutput(file, open(file, attributes), attributes);
  }

  private static OutputStream open(Path file, FileAttribute<?>... attributes) throws IOException {
    var folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return Channels.newOutputStream(Files.newByteChannel(file, APPENDING, attributes));
  }

  /** The file; null for the standard error stream. */
  @Nullable Path path() {
    return file;
  }

  /** How often a write failed. */
  public long failures() {
    return failures.get();
  }

  @Override
  public void write(byte[] bytes, int start, int length, int more) {
    @Nullable LogOutput next;
    synchronized (lock) {
      next = successor;
      if (next == null) {
        append(bytes, start, length, more);
      }
    }
    if (next != null) {
      next.write(bytes, start, length, more);
    }
  }

  private void append(byte[] bytes, int start, int length, int more) {
    try {
      stream.write(bytes, start, length);
      if (more > 0) {
        stream.write(bytes, 0, more);
      }
      stream.flush();
    } catch (IOException e) {
      failures.incrementAndGet();
    }
  }

  /**
   * Opens the file anew by its name.
   *
   * @throws IOException if that fails; the old file stays in use then
   */
  public void reopen() throws IOException {
    synchronized (lock) {
      if (file != null) {
        var before = stream;
        stream = open(file, attributes);
        before.close();
      }
    }
  }

  /** Ends; lines that still come here go to another one. */
  void handOver(LogOutput next) {
    synchronized (lock) {
      successor = next;
      try {
        close();
      } catch (IOException e) {
        failures.incrementAndGet();
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (lock) {
      if (file != null) {
        stream.close();
      } else {
        stream.flush();
      }
    }
  }
}
