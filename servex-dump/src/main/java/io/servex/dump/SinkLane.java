package io.servex.dump;

import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.DumpSink;
import io.servex.api.dump.RecordsLostException;
import java.util.ArrayList;
import java.util.List;

/**
 * A sink and the records that it took since its last flush, so that each is counted once, as
 * written or as dropped, whatever the sink does.
 *
 * <p><b>Threading:</b> confined to the writer's thread.
 */
final class SinkLane {
  private final DumpSink sink;
  private final Trouble trouble;
  private final List<Pending> pending = new ArrayList<>();
  private long pendingBytes;

  /** A record that the sink took and did not flush yet. */
  private record Pending(TrafficTap tap, int bytes) {}

  SinkLane(DumpSink sink, Trouble trouble) {
    this.sink = sink;
    this.trouble = trouble;
  }

  DumpSink sink() {
    return sink;
  }

  /** How many bytes the sink took since its last flush. */
  long pendingBytes() {
    return pendingBytes;
  }

  /** Gives a record to the sink, which is a plugin: anything may come out of it. */
  void write(DumpRecord record, TrafficTap tap, int bytes) {
    try {
      sink.write(record);
      pending.add(new Pending(tap, bytes));
      pendingBytes += bytes;
    } catch (Throwable e) {
      tap.lost();
      trouble.lost(tap.ruleName(), 1, e);
    }
  }

  void flush() {
    if (pending.isEmpty()) {
      return;
    }
    try {
      sink.flush();
      settle(pending.size());
    } catch (RecordsLostException e) {
      lost(Math.clamp(e.lost(), 0, pending.size()), e);
    } catch (Throwable e) {
      lost(pending.size(), e);
    }
  }

  private void lost(int count, Throwable reason) {
    var rule = pending.getLast().tap().ruleName();
    settle(pending.size() - count);
    trouble.lost(rule, count, reason);
  }

  private void settle(int good) {
    for (var i = 0; i < pending.size(); i++) {
      var record = pending.get(i);
      if (i < good) {
        record.tap().written(record.bytes());
      } else {
        record.tap().lost();
      }
    }
    pending.clear();
    pendingBytes = 0;
  }

  void close() {
    try {
      sink.close();
    } catch (Throwable e) {
      trouble.report("a dump sink could not be closed", e);
    }
  }
}
