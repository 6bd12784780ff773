package io.servex.server.dump;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts, statuses and durations for each rule and backend. */
final class DumpStatistics {
  /** More than any configuration has; a file may have more, and memory must not. */
  private static final int MOST_GROUPS = 10_000;

  private static final Group OTHERS = new Group("(others)", "");
  private static final List<String> HEADINGS =
      List.of(
          "RULE",
          "BACKEND",
          "REQUESTS",
          "2XX",
          "3XX",
          "4XX",
          "5XX",
          "OTHER",
          "P50",
          "P90",
          "P99",
          "MAX (ms)");
  private static final int TEXTS = 2;

  private final Map<Group, Counts> groups = new HashMap<>();
  private final Counts all = new Counts();
  private String first = "";
  private String last = "";
  private long skipped;

  private record Group(String rule, String backend) {}

  private static final class Counts {
    private final long[] families = new long[10];
    private final DurationHistogram durations = new DurationHistogram();

    void add(DumpEntry entry) {
      families[Math.clamp(entry.status() / 100, 0, 9)]++;
      durations.add(entry.durationMillis());
    }
  }

  void add(DumpEntry entry) {
    if (first.isEmpty() || entry.timestamp().compareTo(first) < 0) {
      first = entry.timestamp();
    }
    if (entry.timestamp().compareTo(last) > 0) {
      last = entry.timestamp();
    }
    var group = new Group(entry.rule(), entry.backend().isEmpty() ? "-" : entry.backend());
    var full = groups.size() >= MOST_GROUPS && !groups.containsKey(group);
    groups.computeIfAbsent(full ? OTHERS : group, one -> new Counts()).add(entry);
    all.add(entry);
  }

  /** Counts a line that is no entry. */
  void skip() {
    skipped++;
  }

  long skipped() {
    return skipped;
  }

  /** The table, the busiest rule and backend first. */
  String table() {
    if (all.durations.count() == 0) {
      return "no entries\n";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(HEADINGS);
    groups.entrySet().stream()
        .sorted(
            Comparator.comparingLong(
                    (Map.Entry<Group, Counts> one) -> -one.getValue().durations.count())
                .thenComparing(one -> one.getKey().rule())
                .thenComparing(one -> one.getKey().backend()))
        .forEach(one -> rows.add(row(one.getKey(), one.getValue())));
    if (groups.size() > 1) {
      rows.add(row(new Group("(all)", ""), all));
    }
    return aligned(rows) + first + " to " + last + "\n";
  }

  private static List<String> row(Group group, Counts counts) {
    var row = new ArrayList<String>();
    row.add(printable(group.rule()));
    row.add(printable(group.backend()));
    var known = 0L;
    row.add(Long.toString(counts.durations.count()));
    for (var family = 2; family <= 5; family++) {
      known += counts.families[family];
      row.add(Long.toString(counts.families[family]));
    }
    row.add(Long.toString(counts.durations.count() - known));
    for (var share : new double[] {0.5, 0.9, 0.99}) {
      row.add(Long.toString(counts.durations.percentile(share)));
    }
    row.add(Long.toString(counts.durations.largest()));
    return row;
  }

  /** A terminal acts on control characters, and a file may have been made by anybody. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static String aligned(List<List<String>> rows) {
    var widths = new int[HEADINGS.size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        var gap = " ".repeat(widths[i] - row.get(i).length());
        text.append(i == 0 ? "" : "  ");
        text.append(i < TEXTS ? row.get(i) + gap : gap + row.get(i));
      }
      text.append('\n');
    }
    return text.toString();
  }
}
