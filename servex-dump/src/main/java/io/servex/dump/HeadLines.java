package io.servex.dump;

import java.util.Arrays;

/**
 * The field lines of a raw head, as positions. The head was checked when it was read; where a line
 * is none nevertheless, it is passed over.
 *
 * <p><b>Threading:</b> one thread at a time; used again for each head.
 */
final class HeadLines {
  private static final int STRIDE = 4;

  private int[] index = new int[STRIDE * 32];
  private int count;

  /** Finds the fields of a head. */
  void read(byte[] head) {
    count = 0;
    var start = lineEnd(head, 0) + 2;
    while (start < head.length) {
      var end = lineEnd(head, start);
      field(head, start, end);
      start = end + 2;
    }
  }

  private static int lineEnd(byte[] head, int start) {
    for (var at = start; at + 1 < head.length; at++) {
      if (head[at] == '\r' && head[at + 1] == '\n') {
        return at;
      }
    }
    return head.length;
  }

  private void field(byte[] head, int start, int end) {
    var colon = start;
    while (colon < end && head[colon] != ':') {
      colon++;
    }
    if (colon == start || colon == end) {
      return;
    }
    var first = colon + 1;
    while (first < end && blank(head[first])) {
      first++;
    }
    var last = end;
    while (last > first && blank(head[last - 1])) {
      last--;
    }
    if (count * STRIDE == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
    var at = count++ * STRIDE;
    index[at] = start;
    index[at + 1] = colon;
    index[at + 2] = first;
    index[at + 3] = last;
  }

  private static boolean blank(byte b) {
    return b == ' ' || b == '\t';
  }

  int count() {
    return count;
  }

  int nameStart(int field) {
    return index[field * STRIDE];
  }

  int nameEnd(int field) {
    return index[field * STRIDE + 1];
  }

  int valueStart(int field) {
    return index[field * STRIDE + 2];
  }

  int valueEnd(int field) {
    return index[field * STRIDE + 3];
  }
}
