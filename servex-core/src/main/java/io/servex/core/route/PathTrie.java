package io.servex.core.route;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rule numbers by path prefix: one node for each segment, found by one look-up in one
 * open-addressed table of (parent, segment) for the whole trie. The cost of a look-up depends on
 * the path alone.
 *
 * <p><b>Threading:</b> immutable once built.
 */
final class PathTrie {
  /** The node of the empty prefix. */
  static final int ROOT = 0;

  /** What {@link #child} returns when there is none. */
  static final int NONE = -1;

  private byte[][] segments = new byte[16][];
  private int[] parents = new int[16];
  private int[] children = new int[16];
  private final List<List<Integer>> building = new ArrayList<>();
  private int[][] rules = new int[0][];
  private int used;

  PathTrie() {
    Arrays.fill(children, NONE);
    building.add(new ArrayList<>());
  }

  /** Adds a rule; numbers must come in rising order. */
  void add(List<byte[]> prefix, int rule) {
    var node = ROOT;
    for (var segment : prefix) {
      var child = child(node, segment, 0, segment.length);
      if (child == NONE) {
        child = building.size();
        building.add(new ArrayList<>());
        insert(node, segment, child);
      }
      node = child;
    }
    building.get(node).add(rule);
  }

  /** Ends the building. */
  void freeze() {
    rules =
        building.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** The rules of a node, in rising order. */
  int[] rules(int node) {
    return rules[node];
  }

  /** The child of a node by a segment in the bytes of a path. */
  int child(int node, byte[] path, int start, int end) {
    var mask = children.length - 1;
    var slot = hash(node, path, start, end) & mask;
    while (children[slot] != NONE) {
      var segment = segments[slot];
      if (parents[slot] == node && Arrays.equals(segment, 0, segment.length, path, start, end)) {
        return children[slot];
      }
      slot = slot + 1 & mask;
    }
    return NONE;
  }

  private void insert(int parent, byte[] segment, int child) {
    if (used * 2 >= children.length) {
      grow();
    }
    used++;
    place(parent, segment, child);
  }

  private void place(int parent, byte[] segment, int child) {
    var mask = children.length - 1;
    var slot = hash(parent, segment, 0, segment.length) & mask;
    while (children[slot] != NONE) {
      slot = slot + 1 & mask;
    }
    segments[slot] = segment;
    parents[slot] = parent;
    children[slot] = child;
  }

  private void grow() {
    var oldSegments = segments;
    var oldParents = parents;
    var oldChildren = children;
    segments = new byte[oldChildren.length * 2][];
    parents = new int[oldChildren.length * 2];
    children = new int[oldChildren.length * 2];
    Arrays.fill(children, NONE);
    for (var slot = 0; slot < oldChildren.length; slot++) {
      if (oldChildren[slot] != NONE) {
        place(oldParents[slot], oldSegments[slot], oldChildren[slot]);
      }
    }
  }

  private static int hash(int node, byte[] bytes, int start, int end) {
    var hash = node * 0x9e3779b9 + 0x811c9dc5;
    for (var at = start; at < end; at++) {
      hash = (hash ^ bytes[at]) * 0x01000193;
    }
    return hash ^ hash >>> 15;
  }
}
