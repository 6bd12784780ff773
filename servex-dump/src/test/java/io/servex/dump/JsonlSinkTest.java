package io.servex.dump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.servex.api.dump.DumpRecord;
import io.servex.api.dump.RecordsLostException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonlSinkTest {
  @TempDir private Path folder;

  private static DumpRecord record(int number) {
    var capture = Captures.numbered(number);
    return new EncodedRecord(
        "r", capture, new EntryWriter().write(capture, Captures.tap(List.of())));
  }

  private JsonlSink sink(long fileBytes, int files, RotatingFiles.Output output)
      throws IOException {
    return new JsonlSink(
        new RotatingFiles(folder, new RotatingFiles.Limits(fileBytes, files), null, output));
  }

  @Test
  void beginsWithNumberOneAndGoesOnBehindTheHighest() throws IOException {
    for (var run = 0; run < 2; run++) {
      try (var sink = sink(1 << 20, 10, FileChannel::write)) {
        sink.write(record(run));
        sink.flush();
      }
    }
    Files.writeString(folder.resolve("traffic_dump_1001.jsonl.gz"), "");
    try (var sink = sink(1 << 20, 10, FileChannel::write)) {
      sink.write(record(9));
      sink.flush();
    }

    assertThat(names())
        .containsExactly(
            "traffic_dump_001.jsonl",
            "traffic_dump_002.jsonl",
            "traffic_dump_1001.jsonl.gz",
            "traffic_dump_1002.jsonl");
  }

  @Test
  void isForItsOwnerAlone() throws IOException {
    var inner = folder.resolve("a/b");
    var limits = new RotatingFiles.Limits(100, 2);
    new RotatingFiles(inner, limits, null, FileChannel::write);

    assertThat(mode(folder.resolve("a"))).isEqualTo("rwxr-x---");
    assertThat(mode(inner)).isEqualTo("rwxr-x---");
    assertThat(mode(inner.resolve("traffic_dump_001.jsonl"))).isEqualTo("rw-------");
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void countsExactlyWhatAFullDiskTookAndLeavesNoHalfLine() throws IOException {
    var room = new AtomicInteger(1_500);
    var sink = sink(1_000_000, 10, (file, bytes) -> write(file, bytes, room));
    var length = record(1).line().remaining();

    for (var i = 0; i < 3; i++) {
      sink.write(record(i));
    }
    assertThatThrownBy(sink::flush)
        .isInstanceOfSatisfying(RecordsLostException.class, e -> assertThat(e.lost()).isEqualTo(3));
    room.set(length + 10);
    sink.write(record(7));
    sink.flush();
    sink.write(record(8));
    assertThatThrownBy(sink::flush).isInstanceOf(RecordsLostException.class);
    room.set(100_000);
    sink.write(record(9));
    sink.flush();
    sink.close();

    assertThat(Files.readString(folder.resolve("traffic_dump_001.jsonl")).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("GET /7 "),
            line -> assertThat(line).contains("GET /9 "));
  }

  /** A disk with so much room; like a real one, it takes what fits before it fails. */
  private static int write(FileChannel file, ByteBuffer bytes, AtomicInteger room)
      throws IOException {
    var fits = Math.min(room.get(), bytes.remaining());
    if (fits == 0) {
      throw new IOException("No space left on device");
    }
    room.addAndGet(-fits);
    var part = bytes.slice(bytes.position(), fits);
    bytes.position(bytes.position() + fits);
    return file.write(part);
  }

  @Test
  void linesLongerThanAFileHaveOneEach() throws IOException {
    try (var sink = sink(10, 10, FileChannel::write)) {
      for (var i = 0; i < 3; i++) {
        sink.write(record(i));
      }
      sink.flush();
    }

    assertThat(names()).hasSize(3);
  }

  @Test
  void compressesWhatIsFullAndKeepsTheNewest() throws IOException {
    var compressor = new FileCompressor(System.getLogger("test"));
    var length = record(1).line().remaining();
    var limits = new RotatingFiles.Limits(length * 2L, 3);
    var sink = new JsonlSink(new RotatingFiles(folder, limits, compressor, FileChannel::write));

    for (var i = 1; i <= 9; i++) {
      sink.write(record(i));
      sink.flush();
    }

    await()
        .untilAsserted(() ->
            assertThat(names())
                .containsExactly(
                    "traffic_dump_003.jsonl.gz",
                    "traffic_dump_004.jsonl.gz",
                    "traffic_dump_005.jsonl"));
    sink.close();
    var full = folder.resolve("traffic_dump_004.jsonl.gz");
    try (var in = new GZIPInputStream(Files.newInputStream(full))) {
      assertThat(new String(in.readAllBytes(), UTF_8).lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("GET /7 "),
              line -> assertThat(line).contains("GET /8 "));
    }
    assertThat(mode(full)).isEqualTo("rw-------");
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
