package io.servex.dump;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.servex.api.capture.Capture;
import io.servex.api.capture.CapturedMessage;
import io.servex.api.capture.RecorderProvider;
import io.servex.api.capture.TapSettings;
import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.DumpSink;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Captures for tests. */
final class Captures {
  static final List<String> CREDENTIALS = List.of("Authorization", "cookie", "Set-Cookie");

  private Captures() {}

  static CapturedMessage message(byte[] head, byte[] body) {
    return new CapturedMessage(head, body, body.length, body.length, false);
  }

  static Capture of(CapturedMessage request, @Nullable CapturedMessage response) {
    return new Capture(
        1_701_946_245_007L,
        15_900_000,
        "http://api1:8080",
        "192.168.1.100",
        "1701946245123-abc12345",
        new Capture.RequestLine("GET", "/users", "a=b", "api.example.com"),
        200,
        1,
        null,
        "/v1/users",
        null,
        request,
        response);
  }

  /** A capture whose request is recognised by its path. */
  static Capture numbered(int number) {
    var head = ("GET /" + number + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(ISO_8859_1);
    return of(message(head, new byte[0]), null);
  }

  static TapSettings settings(List<String> redacted) {
    return new TapSettings("api \"x\"", "round_robin", 1.0, 1024, true, redacted);
  }

  static TrafficTap tap(List<String> redacted) {
    var queue = new DumpQueue(new RecorderProvider.Limits(16, 1 << 20));
    var trouble = new Trouble(System.getLogger("test"));
    return new TrafficTap(settings(redacted), new SinkLane(new Sink(), trouble), queue);
  }

  static String line(Capture capture, List<String> redacted) {
    var json = new EntryWriter().write(capture, tap(redacted));
    return new String(json.bytes(), 0, json.length(), UTF_8);
  }

  /** A sink that forgets what it takes. */
  static class Sink implements DumpSink {
    @Override
    public void write(DumpRecord record) throws IOException {
      assert record.line().hasRemaining();
    }

    @Override
    public void flush() throws IOException {}

    @Override
    public void close() throws IOException {}
  }
}
