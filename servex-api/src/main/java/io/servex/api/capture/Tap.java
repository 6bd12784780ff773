package io.servex.api.capture;

/**
 * One rule's tap: says which exchanges are captured, and takes what was copied of them.
 *
 * <p>Copies are accounted for before they are made: the data plane reserves their bytes, and gives
 * the reservation away with the capture, in {@link #offer} or {@link #discard}.
 *
 * <p><b>Threading:</b> hot, called on event loops: nothing here blocks.
 */
public interface Tap {
  /**
   * Decides about the next exchange.
   *
   * @return whether it is captured
   */
  boolean sample();

  /**
   * The most bytes of a body that are kept.
   *
   * @return 0 for none
   */
  int bodyLimit();

  /**
   * Whether the response is captured too.
   *
   * @return false for requests alone
   */
  boolean responses();

  /**
   * Asks for room.
   *
   * @param bytes how many bytes are about to be kept
   * @return whether there is room; if not, the capture is to be discarded
   */
  boolean reserve(int bytes);

  /**
   * Hands a complete capture over.
   *
   * @param capture what was copied; not to be changed any more
   * @param reserved what was reserved for it
   */
  void offer(Capture capture, int reserved);

  /**
   * Gives a capture up for want of room; it counts as dropped.
   *
   * @param reserved what was reserved for it
   */
  void discard(int reserved);
}
