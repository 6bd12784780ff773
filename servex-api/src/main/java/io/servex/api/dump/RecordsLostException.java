package io.servex.api.dump;

import java.io.IOException;

/** Says that some records could not be brought to their destination. */
public final class RecordsLostException extends IOException {
  private static final long serialVersionUID = 1;

  private final int lost;

  /**
   * Makes the exception.
   *
   * @param lost how many of the records since the last flush are lost: the last ones
   * @param cause why
   */
  public RecordsLostException(int lost, IOException cause) {
    super(cause.getMessage(), cause);
    this.lost = lost;
  }

  /**
   * The number of records that are lost.
   *
   * @return how many of the last ones
   */
  public int lost() {
    return lost;
  }
}
