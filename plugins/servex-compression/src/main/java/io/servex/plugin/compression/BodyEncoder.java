package io.servex.plugin.compression;

import io.servex.api.filter.BodyTransformer;

/**
 * Compresses bodies in one coding, at one level.
 *
 * <p><b>Threading:</b> for all event loops.
 */
interface BodyEncoder extends AutoCloseable {
  /**
   * For one body.
   *
   * @param flushes whether the client gets what is there whenever the backend pauses
   */
  BodyTransformer body(boolean flushes);

  @Override
  default void close() {}
}
