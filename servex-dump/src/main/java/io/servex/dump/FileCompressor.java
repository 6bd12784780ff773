package io.servex.dump;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses files that are full, one after the other, on a thread of its own: a large file takes a
 * second, in which the writer must not stand still. The result appears under its name only when it
 * is complete; until then, and when it fails, the plain file stays.
 */
final class FileCompressor {
  private static final Set<StandardOpenOption> NEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private final System.Logger logger;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("servex-dump-gzip").daemon().factory());

  FileCompressor(System.Logger logger) {
    this.logger = logger;
  }

  /** Compresses a file some time. */
  void compress(FileSequence sequence, Path file) {
    thread.execute(() -> replace(sequence, file));
  }

  private void replace(FileSequence sequence, Path file) {
    var part = file.resolveSibling("." + file.getFileName() + ".gz.part");
    try {
      write(file, part);
      sequence.replace(file, part);
    } catch (NoSuchFileException e) {
      logger.log(
          System.Logger.Level.DEBUG, "removed before it was compressed: {0}", e.getMessage());
    } catch (IOException e) {
      logger.log(System.Logger.Level.WARNING, "{0} stays uncompressed: {1}", file, e.getMessage());
    } finally {
      remove(part);
    }
  }

  private static void write(Path file, Path part) throws IOException {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var in = Files.newInputStream(file);
        var channel = FileChannel.open(part, NEW, owner);
        var out = new GZIPOutputStream(Channels.newOutputStream(channel), 64 * 1024)) {
      in.transferTo(out);
    }
  }

  private void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      logger.log(System.Logger.Level.WARNING, "{0} cannot be removed: {1}", part, e.getMessage());
    }
  }

  /** Gives up what is not done; the plain files stay. */
  void close() {
    thread.shutdown();
  }
}
