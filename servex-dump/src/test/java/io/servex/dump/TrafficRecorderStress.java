package io.servex.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.servex.api.capture.RecorderProvider.Limits;
import io.servex.api.capture.Tap;
import io.servex.api.capture.TapCounts;
import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.DumpSink;
import io.servex.api.dump.RecordsLostException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TrafficRecorderStress {
  private static final System.Logger LOGGER = System.getLogger("test");
  private static final int THREADS = 4;
  private static final int EACH = 5_000;

  private static TrafficRecorder recorder(int entries) {
    return new TrafficRecorder(new Limits(entries, 1 << 20), LOGGER);
  }

  private static void fill(Tap tap) throws InterruptedException {
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(() -> offer(tap, EACH)));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  private static void offer(Tap tap, int count) {
    for (var i = 0; i < count; i++) {
      if (tap.reserve(700)) {
        tap.offer(Captures.numbered(i), 700);
      } else {
        tap.discard(0);
      }
    }
  }

  private static TapCounts settled(TrafficRecorder recorder) {
    recorder.close();
    var counts = recorder.counts().getFirst();
    assertThat(counts.accepted()).isEqualTo(counts.written() + counts.dropped());
    return counts;
  }

  /** A sink that counts what it was given and flushed. */
  private static class Counting extends Captures.Sink {
    final AtomicLong flushed = new AtomicLong();
    int since;

    @Override
    public void write(DumpRecord record) throws IOException {
      since++;
    }

    @Override
    public void flush() throws IOException {
      flushed.addAndGet(since);
      since = 0;
    }
  }

  @Test
  void writesEverythingThatASinkCanTake() throws InterruptedException {
    var sink = new Counting();
    var recorder = recorder(1_000_000);

    offer(recorder.tap(Captures.settings(List.of()), sink), 1_000);
    var counts = settled(recorder);

    assertThat(counts.written()).isEqualTo(1_000);
    assertThat(sink.flushed).hasValue(1_000);
  }

  @Test
  void dropsAndCountsWhatASlowSinkCannotTake() throws InterruptedException {
    var sink =
        new Counting() {
          @Override
          public void write(DumpRecord record) throws IOException {
            LockSupport.parkNanos(20_000);
            super.write(record);
          }
        };
    var recorder = recorder(64);

    fill(recorder.tap(Captures.settings(List.of()), sink));
    var counts = settled(recorder);

    assertThat(counts.accepted()).isEqualTo(THREADS * EACH);
    assertThat(counts.dropped()).isPositive();
    assertThat(sink.flushed).hasValue(counts.written());
  }

  @Test
  void countsWhatASinkThrowsAway() throws InterruptedException {
    var sink =
        new Counting() {
          private int calls;

          @Override
          public void write(DumpRecord record) throws IOException {
            if (++calls % 3 == 0) {
              throw new IllegalStateException("broken");
            }
            super.write(record);
          }

          @Override
          public void flush() throws IOException {
            if (since > 4) {
              since -= 4;
              super.flush();
              throw new RecordsLostException(4, new IOException("half"));
            }
            super.flush();
          }
        };
    var recorder = recorder(100_000);

    offer(recorder.tap(Captures.settings(List.of()), sink), 1_000);
    var counts = settled(recorder);

    assertThat(counts.accepted()).isEqualTo(1_000);
    assertThat(counts.dropped()).isGreaterThan(333);
    assertThat(sink.flushed).hasValue(counts.written());
  }

  @Test
  void goesOnBesideASinkThatBlocksForEver() throws InterruptedException {
    var entered = new CountDownLatch(1);
    var never = new CountDownLatch(1);
    DumpSink sink =
        new Captures.Sink() {
          @Override
          public void write(DumpRecord record) throws IOException {
            entered.countDown();
            while (never.getCount() > 0) {
              try {
                assertThat(never.await(1, TimeUnit.HOURS)).isTrue();
              } catch (InterruptedException e) {
                assert never.getCount() > 0;
              }
            }
          }
        };
    var recorder = recorder(100);
    var tap = recorder.tap(Captures.settings(List.of()), sink);

    offer(tap, 1);
    entered.await();
    offer(tap, 5_000);
    var counts = settled(recorder);
    never.countDown();

    assertThat(counts.accepted()).isEqualTo(5_001);
    assertThat(counts.dropped()).isEqualTo(5_001);
  }

  @Test
  void flushesByItselfAndGivesItsRoomBack() {
    var sink = new Counting();
    var recorder = recorder(10);
    var tap = recorder.tap(Captures.settings(List.of()), sink);

    for (var round = 1L; round <= 5; round++) {
      offer(tap, 10);
      var expected = round * 10;
      await().until(() -> sink.flushed.get() == expected);
    }

    assertThat(tap.reserve(1 << 20)).isTrue();
    assertThat(settled(recorder).written()).isEqualTo(50);
  }
}
