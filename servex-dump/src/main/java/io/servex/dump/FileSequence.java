package io.servex.dump;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The numbered files of a directory, compressed or not.
 *
 * <p><b>Threading:</b> every method may be called from any thread. Renaming and listing exclude
 * each other: a listing during which a file is renamed may show it under neither name.
 */
final class FileSequence {
  private static final Pattern NAME =
      Pattern.compile("traffic_dump_([0-9]{3,18})\\.jsonl(?:\\.gz)?");

  private final Path directory;

  private record Numbered(long number, Path path) {}

  FileSequence(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** The file with a number. */
  Path file(long number) {
    var digits = Long.toString(number);
    return directory.resolve(
        "traffic_dump_" + "0".repeat(Math.max(0, 3 - digits.length())) + digits + ".jsonl");
  }

  /** The highest number that is there; 0 for none. */
  synchronized long highest() throws IOException {
    return list().stream().mapToLong(Numbered::number).max().orElse(0);
  }

  /** How many numbers are there. */
  synchronized int count() throws IOException {
    return numbers(list()).size();
  }

  private static List<Long> numbers(List<Numbered> files) {
    return files.stream().map(Numbered::number).distinct().toList();
  }

  /** Removes all files but those with the highest numbers. */
  synchronized void keepNewest(int count) throws IOException {
    var files = list();
    var numbers = numbers(files);
    if (numbers.size() <= count) {
      return;
    }
    var gone = Set.copyOf(numbers.subList(0, numbers.size() - count));
    for (var file : files) {
      if (gone.contains(file.number())) {
        Files.deleteIfExists(file.path());
      }
    }
  }

  /** Puts a compressed file in the place of the plain one, unless that was removed meanwhile. */
  synchronized void replace(Path plain, Path compressed) throws IOException {
    if (Files.exists(plain)) {
      Files.move(
          compressed,
          plain.resolveSibling(plain.getFileName() + ".gz"),
          StandardCopyOption.ATOMIC_MOVE);
      Files.delete(plain);
    }
  }

  private List<Numbered> list() throws IOException {
    var found = new ArrayList<Numbered>();
    try (var files = Files.newDirectoryStream(directory, "traffic_dump_*")) {
      for (var file : files) {
        var name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches()) {
          found.add(new Numbered(Long.parseLong(name.group(1)), file));
        }
      }
    }
    found.sort(Comparator.comparingLong(Numbered::number));
    return found;
  }
}
