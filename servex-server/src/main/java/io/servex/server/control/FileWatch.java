package io.servex.server.control;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees that the content of files has changed, once it stays the same for a period: an editor that
 * writes in two goes, a rename, and a mounted volume that swaps a link are all seen once.
 */
final class FileWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  /** By how much the time of a file may lag behind the clock. */
  private static final long GRANULARITY_MILLIS = 20;

  private final Supplier<List<Path>> files;
  private final Runnable changed;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("servex-watch").unstarted(task));
  private List<Content> known;
  private List<Content> last = List.of();

  private FileWatch(Supplier<List<Path>> files, long sinceMillis, Runnable changed) {
    this.files = files;
    this.changed = changed;
    this.last = contents();
    this.known =
        last.stream()
            .filter(one -> one.changedMillis() < sinceMillis - GRANULARITY_MILLIS)
            .toList();
  }

  /**
   * Begins to look.
   *
   * @param sinceMillis when what the gateway runs by was about to be read: what changed after that
   *     is news
   */
  static FileWatch start(Supplier<List<Path>> files, long sinceMillis, Runnable changed) {
    var watch = new FileWatch(files, sinceMillis, changed);
    var looking =
        watch.thread.scheduleWithFixedDelay(
            watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    assert !looking.isDone();
    return watch;
  }

  private void look() {
    var now = contents();
    if (!now.equals(known) && now.equals(last)) {
      known = now;
      changed.run();
    }
    last = now;
  }

  /** A file that has not been written since the last look is not read again. */
  private List<Content> contents() {
    var contents = new ArrayList<Content>();
    var before = last;
    for (var file : files.get()) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var written =
            attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
        var same =
            before.stream()
                .filter(one -> one.file().equals(file) && one.written().equals(written))
                .findFirst();
        contents.add(
            same.isPresent()
                ? same.get()
                : new Content(
                    file, Arrays.hashCode(Files.readAllBytes(file)), written, changedMillis(file)));
      } catch (IOException e) {
        contents.add(new Content(file, 0, "", 0));
      }
    }
    return List.copyOf(contents);
  }

  /**
   * When a file came to be what it is there: for one that was renamed, that is after its writing.
   */
  private static long changedMillis(Path file) throws IOException {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
        ? ((FileTime) Files.getAttribute(file, "unix:ctime")).toMillis()
        : Files.getLastModifiedTime(file).toMillis();
  }

  /**
   * What a file held at one look.
   *
   * @param hash of its bytes
   * @param written by what the file system tells a write
   * @param changedMillis when it came to hold that
   */
  private record Content(Path file, int hash, String written, long changedMillis) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Content(var path, var bytes, _, _)
          && path.equals(file)
          && bytes == hash;
    }

    @Override
    public int hashCode() {
      return 31 * file.hashCode() + hash;
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
