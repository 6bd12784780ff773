package io.servex.server.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The files of dumps in the order in which they were written. */
final class DumpFiles {
  private static final Pattern NAME = Pattern.compile("traffic_dump_([0-9]{3,18})\\.jsonl(\\.gz)?");

  private record Numbered(Path path, long number, boolean compressed) {}

  private DumpFiles() {}

  /**
   * Finds the files.
   *
   * @param paths files and directories; those files of a directory that are a dump's are put in the
   *     order of their numbers, wherever they are named
   * @throws IOException if one is not there, or a directory has no dump
   */
  static List<Path> of(List<Path> paths) throws IOException {
    Map<Path, List<Numbered>> folders = new LinkedHashMap<>();
    for (var path : paths) {
      if (Files.isDirectory(path)) {
        folders.computeIfAbsent(path, folder -> new ArrayList<>()).addAll(list(path));
      } else if (Files.isReadable(path)) {
        var found = numbered(path);
        var parent = path.toAbsolutePath().getParent();
        var group = found == null || parent == null ? path : parent;
        folders
            .computeIfAbsent(group, folder -> new ArrayList<>())
            .add(found == null ? new Numbered(path, 0, false) : found);
      } else {
        throw new IOException(path + ": cannot be read (expected: a file or a directory)");
      }
    }
    var files = new ArrayList<Path>();
    folders.values().forEach(folder -> files.addAll(inOrder(folder)));
    return files;
  }

  private static List<Numbered> list(Path folder) throws IOException {
    var found = new ArrayList<Numbered>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        var one = numbered(file);
        if (one != null) {
          found.add(one);
        }
      }
    }
    if (found.isEmpty()) {
      throw new IOException(folder + ": no dump (expected: traffic_dump_001.jsonl and so on)");
    }
    return found;
  }

  private static @Nullable Numbered numbered(Path file) {
    var name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? new Numbered(file, Long.parseLong(name.group(1)), name.group(2) != null)
        : null;
  }

  /** By number; of a file that is there plain and compressed, one. */
  private static List<Path> inOrder(List<Numbered> files) {
    var sorted = new ArrayList<>(files);
    sorted.sort(Comparator.comparingLong(Numbered::number).thenComparing(Numbered::compressed));
    var paths = new ArrayList<Path>();
    for (var i = 0; i < sorted.size(); i++) {
      var next = i + 1 < sorted.size() ? sorted.get(i + 1) : null;
      var file = sorted.get(i);
      if (file.number() == 0 || next == null || next.number() != file.number()) {
        paths.add(file.path());
      }
    }
    return paths;
  }

  /** How many bytes they have on disk. */
  static long bytes(List<Path> files) throws IOException {
    var sum = 0L;
    for (var file : files) {
      sum += Files.size(file);
    }
    return sum;
  }
}
