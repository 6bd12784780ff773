package io.servex.plugin.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.servex.api.plugin.SettingProblems;
import java.util.List;
import java.util.Map;

/** Reads and checks what stands in lists of the configuration. */
final class Checks {
  private Checks() {}

  /**
   * Reads regular expressions.
   *
   * @throws IllegalArgumentException if one is none
   */
  static List<Pattern> patterns(List<String> texts) {
    return texts.stream().map(Checks::pattern).toList();
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          text + " (expected: a regular expression in RE2 syntax; " + e.getDescription() + ")", e);
    }
  }

  /** Refuses what is no regular expression. */
  static void patterns(SettingProblems problems, String key, List<String> texts) {
    problems.readEach(key, texts, Checks::pattern);
  }

  /** Refuses empty texts, which would fit everything. */
  static void texts(SettingProblems problems, String key, List<String> texts) {
    problems.each(key, texts, text -> !text.isEmpty(), "a text");
  }

  /** Refuses names without values, which would say nothing. */
  static void values(SettingProblems problems, String key, Map<String, List<String>> values) {
    values.forEach((name, entries) ->
        problems.check(!entries.isEmpty(), key + "." + name, entries, "a value"));
  }

  /** Refuses names without expressions, and what is no expression. */
  static void valuePatterns(
      SettingProblems problems, String key, Map<String, List<String>> values) {
    values(problems, key, values);
    values.forEach((name, entries) -> patterns(problems, key + "." + name, entries));
  }
}
