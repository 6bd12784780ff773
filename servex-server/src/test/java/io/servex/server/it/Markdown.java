package io.servex.server.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the documentation, and the examples in them. */
final class Markdown {
  private static final String FENCE = "```";

  private Markdown() {}

  /**
   * One example.
   *
   * @param page the file
   * @param line where it begins, counted from 1
   * @param language behind the opening fence; empty for none
   * @param text the lines between the fences
   */
  record Example(Path page, int line, String language, String text) {
    @Override
    public String toString() {
      return page.getFileName() + ":" + line;
    }
  }

  /** The pages that people read to use or change the gateway. */
  static List<Path> pages() throws IOException {
    try (var docs = Files.walk(Path.of("../docs"))) {
      return Stream.concat(
              Stream.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md")),
              docs.filter(file -> file.toString().endsWith(".md"))
                  .filter(file -> !file.getParent().endsWith("adr"))
                  .sorted())
          .toList();
    }
  }

  /** The examples of all pages, in a language. */
  static List<Example> examples(String language) throws IOException {
    var found = new ArrayList<Example>();
    for (var page : pages()) {
      examples(page).stream().filter(one -> one.language().equals(language)).forEach(found::add);
    }
    return found;
  }

  /** The examples of a page. */
  static List<Example> examples(Path page) throws IOException {
    var examples = new ArrayList<Example>();
    var lines = Files.readAllLines(page);
    for (var i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        continue;
      }
      var end = i + 1;
      while (!lines.get(end).equals(FENCE)) {
        end++;
      }
      var text = String.join("\n", lines.subList(i + 1, end)) + "\n";
      examples.add(new Example(page, i + 1, lines.get(i).substring(FENCE.length()), text));
      i = end;
    }
    return examples;
  }

  /** The lines of a page that are outside of all examples. */
  static List<String> prose(Path page) throws IOException {
    var prose = new ArrayList<String>();
    var inside = false;
    for (var line : Files.readAllLines(page)) {
      if (line.startsWith(FENCE)) {
        inside = !inside;
      } else if (!inside) {
        prose.add(line);
      }
    }
    return prose;
  }
}
