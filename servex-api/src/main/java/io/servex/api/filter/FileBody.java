package io.servex.api.filter;

import java.nio.channels.FileChannel;

/**
 * A part of an open file that is the body of an answer.
 *
 * <p><b>Ownership:</b> the file belongs to the gateway as soon as the filter has answered with it.
 * It is closed once it was sent, or when it turns out that it will not be.
 *
 * @param file open for reading; its position is of no account
 * @param offset the first byte
 * @param length how many bytes; the file must not become shorter, or the client's connection is cut
 */
public record FileBody(FileChannel file, long offset, long length) {
  /** Checks that there can be such a part. */
  public FileBody {
    if (offset < 0 || length < 0 || offset + length < 0) {
      throw new IllegalArgumentException(
          length + " bytes from " + offset + " (expected: 0 or more)");
    }
  }
}
