package io.servex.core.decode;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The ways in which a client's connection ends. */
final class ConnectionEnd {
  private ConnectionEnd() {}

  /** Closes once everything is written. */
  static void afterWrites(Channel channel) {
    var closing =
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    assert closing != null;
  }

  /**
   * Ends the sending side once everything is written, and reads on: closing at once would answer
   * what the client still sends with a reset, which can take the answer away before it is read (RFC
   * 9112 §9.6).
   */
  static void lingering(Channel channel) {
    channel.config().setAutoRead(true);
    var sent =
        channel
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(done -> {
              var tls = channel.pipeline().get(SslHandler.class);
              if (tls != null) {
                tls.closeOutbound();
              } else if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              }
            });
    assert sent != null;
  }

  /**
   * Closes at once.
   *
   * @param reset whether the client must see that what it got is not the whole
   */
  static void cut(Channel channel, boolean reset) {
    if (reset && channel.isActive()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    }
    channel.close();
  }
}
