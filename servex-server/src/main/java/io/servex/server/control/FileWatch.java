package io.servex.server.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sees that the content of files has changed, once it stays the same for a period: an editor that
 * writes in two goes, a rename, and a mounted volume that swaps a link are all seen once.
 */
final class FileWatch implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final List<Path> files;
  private final Runnable changed;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("servex-watch").unstarted(task));
  private List<Integer> known;
  private List<Integer> last;

  private FileWatch(List<Path> files, Runnable changed) {
    this.files = List.copyOf(files);
    this.changed = changed;
    this.known = contents();
    this.last = known;
  }

  static FileWatch start(List<Path> files, Runnable changed) {
    var watch = new FileWatch(files, changed);
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

  private List<Integer> contents() {
    var hashes = new ArrayList<Integer>();
    for (var file : files) {
      try {
        hashes.add(Arrays.hashCode(Files.readAllBytes(file)));
      } catch (IOException e) {
        hashes.add(0);
      }
    }
    return hashes;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
