package io.servex.core.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultFileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.servex.api.filter.FileBody;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files go to plain connections as regions of themselves, and never as bytes of the gateway's. */
class FileSenderTest implements FileSender.Listener {
  private static final int LENGTH = 3 * FileSender.PIECE + 100;

  @TempDir private Path folder;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private FileChannel opened;
  private FileSender sender;
  private long sent = -1;
  private boolean broken;

  @BeforeEach
  void begin() throws IOException {
    var path = Files.write(folder.resolve("file"), new byte[LENGTH + 20]);
    opened = FileChannel.open(path, StandardOpenOption.READ);
    sender = new FileSender(channel, new LocalFile(new FileBody(opened, 10, LENGTH)), false, this);
    sender.begin(true);
  }

  @Override
  public void fileSent(LocalFile file, long bytes) {
    file.sent(bytes);
    sent = bytes;
  }

  @Override
  public void fileBroken() {
    broken = true;
  }

  /** What was given to the connection in this turn of its event loop. */
  private List<Long> regions() {
    var lengths = new ArrayList<Long>();
    for (var message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
      assertThat(message).isInstanceOf(DefaultFileRegion.class);
      var region = (DefaultFileRegion) message;
      lengths.add(region.count());
      region.release();
    }
    return lengths;
  }

  @Test
  void sendsOnePieceInEachTurn() {
    var piece = (long) FileSender.PIECE;

    assertThat(regions()).containsExactly(piece);
    channel.runPendingTasks();

    assertThat(regions()).containsExactly(piece, piece, 100L);
    assertThat(sent).isEqualTo(LENGTH);
    assertThat(opened.isOpen()).isFalse();
  }

  @Test
  void sendsNothingMoreOnceItIsStopped() {
    sender.stop();
    channel.runPendingTasks();

    assertThat(regions()).hasSize(1);
    assertThat(sent).isEqualTo(-1);
    assertThat(broken).isFalse();
    assertThat(opened.isOpen()).isFalse();
  }

  @Test
  void givesUpWhenTheConnectionEnds() {
    channel.unsafe().closeForcibly();
    channel.runPendingTasks();

    assertThat(sent).isEqualTo(-1);
    assertThat(broken).isTrue();
    assertThat(opened.isOpen()).isFalse();
  }
}
