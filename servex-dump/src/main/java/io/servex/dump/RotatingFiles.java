package io.servex.dump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sequence of numbered files in a directory: {@code traffic_dump_001.jsonl} and so on. A file
 * that is full is followed by the next number, and of all files, those of earlier runs included,
 * the newest are kept.
 *
 * <p>Each run begins a file of its own behind the highest number that is there, so that two
 * processes never write into the same file; it is removed at the end if nothing came. Files are
 * readable by their owner alone.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RotatingFiles {
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final FileSequence sequence;
  private final Limits limits;
  private final @Nullable FileCompressor compressor;
  private final Output output;
  private @Nullable FileChannel channel;
  private Path path;
  private long size;

  /**
   * How much is kept.
   *
   * @param fileBytes the size that a file does not exceed, unless its only line does
   * @param files the most files, the one in use included
   */
  record Limits(long fileBytes, int files) {}

  /** The call of the system that writes; a test of a full disk stands in its place. */
  interface Output {
    /** Writes some of the bytes. */
    int write(FileChannel file, ByteBuffer bytes) throws IOException;
  }

  RotatingFiles(Path directory, Limits limits, @Nullable FileCompressor compressor, Output output)
      throws IOException {
    this.sequence = new FileSequence(directory);
    this.limits = limits;
    this.compressor = compressor;
    this.output = output;
    this.path = directory;
    Files.createDirectories(directory, FOLDER);
    if (sequence.count() < limits.files()) {
      open();
    } else {
      // Nothing old has to go before there is something new; but now is the time to complain.
      Files.delete(Files.createTempFile(directory, ".writable", null, FILE));
    }
  }

  /** Begins the next file unless so many bytes fit into this one, or it is empty. */
  void makeRoom(long bytes) throws IOException {
    if (channel == null || size > 0 && !hasRoom(bytes)) {
      next();
    }
  }

  /** Whether so many bytes fit into the file in use. */
  boolean hasRoom(long bytes) {
    return size + bytes <= limits.fileBytes();
  }

  /** Appends whole lines; if that fails, what came of them is cut off again. */
  void append(ByteBuffer lines) throws IOException {
    var out = channel;
    if (out == null) {
      throw new IOException("no file is open");
    }
    var written = 0;
    try {
      while (lines.hasRemaining()) {
        written += output.write(out, lines);
      }
      size += written;
    } catch (IOException e) {
      cut(out);
      throw e;
    }
  }

  private void cut(FileChannel out) {
    try {
      out.truncate(size);
    } catch (IOException e) {
      channel = null;
    }
  }

  private void next() throws IOException {
    var full = path;
    var wasOpen = channel != null;
    closeChannel();
    Files.createDirectories(sequence.directory(), FOLDER);
    sequence.keepNewest(limits.files() - 1);
    open();
    if (wasOpen && compressor != null) {
      compressor.compress(sequence, full);
    }
  }

  private void open() throws IOException {
    var number = sequence.highest() + 1;
    while (true) {
      var file = sequence.file(number);
      try {
        channel = FileChannel.open(file, NEW, FILE);
        path = file;
        size = 0;
        return;
      } catch (FileAlreadyExistsException e) {
        number++;
      }
    }
  }

  private void closeChannel() throws IOException {
    var open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  /** Closes the file in use; one without a line is removed. */
  void close() throws IOException {
    var unused = channel != null && size == 0;
    closeChannel();
    if (unused) {
      Files.deleteIfExists(path);
    }
    if (compressor != null) {
      compressor.close();
    }
  }
}
