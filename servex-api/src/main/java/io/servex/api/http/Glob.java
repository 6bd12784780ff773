package io.servex.api.http;

/**
 * One pattern with wildcards. On a mismatch, the last wildcard takes one character more: what
 * stands before it can stay as it is, since a {@code *} never leaves its segment.
 */
final class Glob {
  private final String pattern;

  Glob(String pattern) {
    this.pattern = pattern;
    for (var at = 0; at < pattern.length(); at = after(at)) {
      if (pattern.charAt(at) == '\\' && at + 1 == pattern.length()) {
        throw new IllegalArgumentException(
            pattern + " (expected: a path pattern with a character behind its last backslash)");
      }
      if (pattern.charAt(at) == '[' && after(at) > pattern.length()) {
        throw new IllegalArgumentException(
            pattern + " (expected: a path pattern with ']' behind each '[')");
      }
    }
  }

  /** Whether a text holds a character that does not stand for itself. */
  static boolean special(String text) {
    return text.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  boolean matches(String path) {
    var at = 0;
    var p = 0;
    var star = -1;
    var starAt = 0;
    var deep = -1;
    var deepAt = 0;
    while (at < path.length() || p < pattern.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        if (pattern.startsWith("**", p)) {
          p += 2;
          deep = p;
          deepAt = at;
          star = -1;
        } else {
          p++;
          star = p;
          starAt = at;
        }
      } else if (at < path.length() && p < pattern.length() && one(p, path.charAt(at))) {
        p = after(p);
        at++;
      } else if (star >= 0 && starAt < path.length() && path.charAt(starAt) != '/') {
        p = star;
        at = ++starAt;
      } else if (deep >= 0 && deepAt < path.length()) {
        p = deep;
        at = ++deepAt;
        star = -1;
      } else {
        return false;
      }
    }
    return true;
  }

  /** Whether the element at a place of the pattern stands for a character. */
  private boolean one(int p, char c) {
    return switch (pattern.charAt(p)) {
      case '?' -> c != '/';
      case '[' -> c != '/' && inClass(p, c);
      case '\\' -> pattern.charAt(p + 1) == c;
      default -> pattern.charAt(p) == c;
    };
  }

  private boolean inClass(int open, char c) {
    var end = after(open) - 1;
    var negated = pattern.charAt(open + 1) == '^';
    for (var i = open + (negated ? 2 : 1); i < end; i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      }
      var low = pattern.charAt(i);
      var high = low;
      if (i + 2 < end && pattern.charAt(i + 1) == '-') {
        i += pattern.charAt(i + 2) == '\\' ? 3 : 2;
        high = pattern.charAt(i);
      }
      if (low <= c && c <= high) {
        return !negated;
      }
    }
    return negated;
  }

  /** The place behind the element at another; behind the pattern's end for a class that is open. */
  private int after(int p) {
    return switch (pattern.charAt(p)) {
      case '\\' -> p + 2;
      case '[' -> {
        var i = p + 1;
        if (i < pattern.length() && pattern.charAt(i) == '^') {
          i++;
        }
        var first = i;
        while (i < pattern.length() && (pattern.charAt(i) != ']' || i == first)) {
          i += pattern.charAt(i) == '\\' ? 2 : 1;
        }
        yield i < pattern.length() ? i + 1 : pattern.length() + 1;
      }
      default -> p + 1;
    };
  }
}
