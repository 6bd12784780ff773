package io.servex.core.decode;

/**
 * Sees the head of a response as it is sent.
 *
 * <p><b>Threading:</b> called on the event loop of the connection.
 */
public interface HeadTee {
  /**
   * A final head is about to be sent.
   *
   * @param bytes the head and what may stand behind it; valid during the call only
   * @param length how many bytes the head has, from index 0
   */
  void head(byte[] bytes, int length);
}
