package io.servex.plugin.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.servex.api.http.AddressBlock;
import io.servex.api.http.PathScope;
import java.util.List;
import java.util.Map;

/** Reads what stands in lists of the configuration, and says where one is wrong. */
final class Checks {
  private Checks() {}

  /**
   * Reads addresses and blocks.
   *
   * @throws IllegalArgumentException if one is neither; the message names its place
   */
  static List<AddressBlock> addresses(String key, List<String> texts) {
    var blocks = new AddressBlock[texts.size()];
    for (var i = 0; i < blocks.length; i++) {
      try {
        blocks[i] = AddressBlock.parse(texts.get(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(key + "[" + i + "]: " + e.getMessage(), e);
      }
    }
    return List.of(blocks);
  }

  /**
   * Reads regular expressions.
   *
   * @throws IllegalArgumentException if one is none; the message names its place
   */
  static List<Pattern> patterns(String key, List<String> texts) {
    var patterns = new Pattern[texts.size()];
    for (var i = 0; i < patterns.length; i++) {
      try {
        patterns[i] = Pattern.compile(texts.get(i));
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            key
                + "["
                + i
                + "]: "
                + texts.get(i)
                + " (expected: a regular expression in RE2 syntax; "
                + e.getDescription()
                + ")",
            e);
      }
    }
    return List.of(patterns);
  }

  /**
   * Refuses empty texts, which would fit everything.
   *
   * @throws IllegalArgumentException if one is empty
   */
  static void texts(String key, List<String> texts) {
    for (var i = 0; i < texts.size(); i++) {
      if (texts.get(i).isEmpty()) {
        throw new IllegalArgumentException(key + "[" + i + "]: empty (expected: a text)");
      }
    }
  }

  /**
   * Refuses names without values, which would say nothing.
   *
   * @throws IllegalArgumentException if a name has none
   */
  static void values(String key, Map<String, List<String>> values) {
    values.forEach((name, entries) -> {
      if (entries.isEmpty()) {
        throw new IllegalArgumentException(key + "." + name + ": [] (expected: a value)");
      }
    });
  }

  /**
   * Refuses names without expressions, and what is no expression.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void valuePatterns(String key, Map<String, List<String>> values) {
    values(key, values);
    values.forEach((name, entries) -> {
      var patterns = patterns(key + "." + name, entries);
      assert patterns.size() == entries.size();
    });
  }

  /**
   * Refuses patterns that fit no path.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void paths(List<String> include, List<String> exclude) {
    var scope = new PathScope(include, exclude);
    assert scope != null;
  }
}
