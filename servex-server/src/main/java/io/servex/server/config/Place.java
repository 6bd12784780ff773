package io.servex.server.config;

/**
 * Where something stands.
 *
 * @param source the file, or the name of what else it came from
 * @param line from 1; 0 for no line
 * @param column from 1
 */
public record Place(String source, int line, int column) {
  /** A place without a line, such as an environment variable. */
  public static Place of(String source) {
    return new Place(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
