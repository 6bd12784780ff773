package io.servex.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LineRingStress {
  private static final int LINES = 300_000;

  @Test
  void deliversInOrderWhatItAcceptedAndNothingElse() throws Exception {
    var ring = new LineRing();
    var out = new ByteArrayOutputStream();
    var done = new AtomicBoolean();
    var reader =
        Thread.ofPlatform()
            .start(() -> {
              while (!done.get() || ring.drain(sink(out))) {
                if (!ring.drain(sink(out))) {
                  Thread.onSpinWait();
                }
              }
            });

    var accepted = new ByteArrayOutputStream();
    for (var i = 0; i < LINES; i++) {
      var line = ("line " + "x".repeat(i % 97) + i + "\n").getBytes(StandardCharsets.US_ASCII);
      if (ring.offer(line, line.length)) {
        accepted.writeBytes(line);
      }
    }
    done.set(true);
    reader.join();

    assertThat(out.toByteArray()).isEqualTo(accepted.toByteArray());
  }

  @Test
  void refusesWhatHasNoRoom() {
    var ring = new LineRing();
    var line = new byte[1000];
    var accepted = 0;
    while (ring.offer(line, line.length)) {
      accepted++;
    }

    assertThat(accepted).isEqualTo((1 << 20) / 1000);
  }

  private static LineRing.Sink sink(ByteArrayOutputStream out) {
    return (bytes, start, length, more) -> {
      out.write(bytes, start, length);
      out.write(bytes, 0, more);
    };
  }
}
