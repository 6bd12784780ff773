package io.servex.api.filter;

import java.nio.ByteBuffer;

/**
 * Changes a body while it streams.
 *
 * <p><b>Threading:</b> called on the event loop of the exchange; used for one body. What it throws
 * cuts the client's connection, so that a broken answer looks broken.
 */
public interface BodyTransformer extends AutoCloseable {
  /**
   * Takes a part.
   *
   * @param part the bytes, valid during the call; read from its position to its limit
   * @param out where the result goes
   */
  void part(ByteBuffer part, Out out);

  /**
   * No more bytes are at hand for the moment: whoever waits for the last ones should get them now,
   * if the body is a stream. Called once after some parts at most, and not after the end.
   *
   * @param out where the result goes
   */
  default void flush(Out out) {}

  /**
   * The body has ended: what was held back is to be written.
   *
   * @param out where the result goes
   */
  void end(Out out);

  /** Lets go of what the transformer holds; called once, after the end or when the client left. */
  @Override
  default void close() {}

  /** Takes the result. */
  interface Out {
    /**
     * Writes bytes.
     *
     * @param bytes copied before the call returns, from position to limit
     */
    void write(ByteBuffer bytes);

    /**
     * Writes bytes.
     *
     * @param bytes where they are; copied before the call returns
     * @param offset the first one's index
     * @param length how many
     */
    default void write(byte[] bytes, int offset, int length) {
      write(ByteBuffer.wrap(bytes, offset, length));
    }
  }
}
