package io.servex.plugin.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds out which of many parts a text has, in one pass over the text, whatever their number.
 *
 * <p>Idea: the parts form a tree of their letters; a state is how far into some part the text has
 * come. What to do with a letter that leads nowhere (go on as if the text had begun later) is
 * worked out beforehand for each state, so that each letter is one step. Letters are bytes, as in a
 * field of a head; upper and lower case of ASCII are one.
 *
 * <p>Cost: a step for each letter; a number for each state and each letter that occurs in a part.
 * Reference: Aho and Corasick, Efficient string matching, 1975. <b>Threading:</b> immutable.
 */
final class Fragments {
  private static final int ROOT = 0;
  private static final int NONE = -1;

  /** The number of each letter among those that occur; 0 for all others. */
  private final int[] letters = new int[256];

  private final int width;
  private final List<String> parts;

  /** The next state by state and letter. */
  private final int[] next;

  /** The first part that a text has which led to a state, or {@link #NONE}. */
  private final int[] found;

  /**
   * Makes a finder.
   *
   * @param parts none of them empty
   */
  Fragments(List<String> parts) {
    this.parts = parts.stream().map(Fragments::bytes).toList();
    this.width = number();
    var rows = new ArrayList<int[]>();
    var ends = new ArrayList<Integer>();
    grow(rows, ends);
    this.next = new int[rows.size() * width];
    this.found = ends.stream().mapToInt(Integer::intValue).toArray();
    complete(rows);
  }

  /** A text as it stands in a field: UTF-8, each byte a character. */
  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private int number() {
    var count = 1;
    for (var part : parts) {
      for (var i = 0; i < part.length(); i++) {
        var c = fold(part.charAt(i));
        if (letters[c] == 0) {
          letters[c] = count++;
        }
      }
    }
    for (var c = 0; c < 256; c++) {
      letters[c] = letters[fold((char) c)];
    }
    return count;
  }

  private static char fold(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }

  private int letter(char c) {
    return c < 256 ? letters[c] : 0;
  }

  private void grow(List<int[]> rows, List<Integer> ends) {
    rows.add(row());
    ends.add(NONE);
    for (var index = 0; index < parts.size(); index++) {
      var state = ROOT;
      for (var i = 0; i < parts.get(index).length(); i++) {
        var row = rows.get(state);
        var letter = letter(parts.get(index).charAt(i));
        if (row[letter] == NONE) {
          row[letter] = rows.size();
          rows.add(row());
          ends.add(NONE);
        }
        state = row[letter];
      }
      if (ends.get(state) == NONE) {
        ends.set(state, index);
      }
    }
  }

  private int[] row() {
    var row = new int[width];
    Arrays.fill(row, NONE);
    return row;
  }

  /** Leads each letter somewhere, state by state, those with fewer letters first. */
  private void complete(List<int[]> rows) {
    var instead = new int[rows.size()];
    var open = new ArrayDeque<Integer>();
    for (var letter = 0; letter < width; letter++) {
      var child = rows.get(ROOT)[letter];
      next[letter] = Math.max(child, ROOT);
      if (child != NONE) {
        open.add(child);
      }
    }
    while (!open.isEmpty()) {
      int state = open.remove();
      if (found[state] == NONE) {
        found[state] = found[instead[state]];
      }
      for (var letter = 0; letter < width; letter++) {
        var child = rows.get(state)[letter];
        var other = next[instead[state] * width + letter];
        next[state * width + letter] = child == NONE ? other : child;
        if (child != NONE) {
          instead[child] = other;
          open.add(child);
        }
      }
    }
  }

  /**
   * Which part a text has.
   *
   * @return the index of one, or -1 when it has none
   */
  int find(String text) {
    var state = ROOT;
    for (var i = 0; i < text.length(); i++) {
      state = next[state * width + letter(text.charAt(i))];
      if (found[state] != NONE) {
        return found[state];
      }
    }
    return NONE;
  }
}
