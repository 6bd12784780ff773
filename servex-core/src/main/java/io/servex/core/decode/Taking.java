package io.servex.core.decode;

import io.netty.channel.Channel;

/**
 * Whether a client takes what is written to its connection.
 *
 * <p><b>Threading:</b> confined to the event loop of its channel.
 */
final class Taking {
  private final Channel channel;
  private long left;
  private long progressedNanos;

  Taking(Channel channel) {
    this.channel = channel;
  }

  /** Watches from now on. */
  void begin(long nowNanos) {
    left = left();
    progressedNanos = nowNanos;
  }

  /** Whether all that was written has left. */
  boolean done() {
    return left() == 0;
  }

  /** For how long the client has taken nothing, as far as anybody asked, in nanoseconds. */
  long stalledNanos(long nowNanos) {
    var now = left();
    if (now < left) {
      progressedNanos = nowNanos;
    }
    left = now;
    return nowNanos - progressedNanos;
  }

  private long left() {
    var buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}
