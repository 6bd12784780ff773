package io.servex.core.route;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PathTrie} for each host name, found by the bytes of a request's host without making them
 * lower-case first.
 *
 * <p><b>Threading:</b> immutable.
 */
final class HostIndex {
  private final byte[][] names;
  private final @Nullable PathTrie[] tries;
  private final int mask;

  HostIndex(Map<String, PathTrie> byName) {
    var size = Integer.highestOneBit(Math.max(1, byName.size()) * 4);
    names = new byte[size][];
    tries = new @Nullable PathTrie[size];
    mask = size - 1;
    byName.forEach((name, trie) -> {
      var bytes = name.getBytes(StandardCharsets.ISO_8859_1);
      var slot = hash(bytes, 0, bytes.length) & mask;
      while (tries[slot] != null) {
        slot = slot + 1 & mask;
      }
      names[slot] = bytes;
      tries[slot] = trie;
    });
  }

  @Nullable PathTrie find(byte[] bytes, int start, int end) {
    var slot = hash(bytes, start, end) & mask;
    for (var trie = tries[slot]; trie != null; trie = tries[slot]) {
      if (same(names[slot], bytes, start, end)) {
        return trie;
      }
      slot = slot + 1 & mask;
    }
    return null;
  }

  private static boolean same(byte[] name, byte[] bytes, int start, int end) {
    if (name.length != end - start) {
      return false;
    }
    for (var i = 0; i < name.length; i++) {
      if (name[i] != lower(bytes[start + i])) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] bytes, int start, int end) {
    var hash = 0x811c9dc5;
    for (var at = start; at < end; at++) {
      hash = (hash ^ lower(bytes[at])) * 0x01000193;
    }
    return hash ^ hash >>> 15;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
  }
}
