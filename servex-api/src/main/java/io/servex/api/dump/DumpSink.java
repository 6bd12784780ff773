package io.servex.api.dump;

import java.io.IOException;

/**
 * A place for captured exchanges: files, a stream, a broker.
 *
 * <p>A sink may buffer between {@link #write} and {@link #flush}; the host calls the latter after
 * each batch, and within a second of any record. What a sink cannot take is counted as dropped, and
 * never slows an exchange: however long a call takes, captures beyond the bounds of the queue in
 * front of it are dropped meanwhile.
 *
 * <p><b>Threading:</b> called by one thread of its own, which may block. When the gateway stops,
 * that thread is interrupted if it does not come to an end.
 */
public interface DumpSink extends AutoCloseable {
  /**
   * Takes one record.
   *
   * @param record valid during the call only
   * @throws IOException if this record is lost
   */
  void write(DumpRecord record) throws IOException;

  /**
   * Brings everything that was taken to its destination.
   *
   * @throws IOException if all records since the last flush are lost; a {@link
   *     RecordsLostException} if only the last of them are
   */
  void flush() throws IOException;

  /** Lets go of everything; called exactly once, after the last flush. */
  @Override
  void close() throws IOException;
}
