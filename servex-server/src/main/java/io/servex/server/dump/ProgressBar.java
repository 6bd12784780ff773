package io.servex.server.dump;

import java.io.PrintStream;

/** Shows how far a long reading is, on a terminal only. */
final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 40;
  private static final long PAUSE_NANOS = 100_000_000L;

  private final PrintStream out;
  private final long total;
  private final boolean shown;
  private long done;
  private long next = System.nanoTime();

  ProgressBar(PrintStream out, long total, boolean shown) {
    this.out = out;
    this.total = total;
    this.shown = shown;
  }

  /** A bar that is shown if somebody sits at the other end. */
  static ProgressBar onTerminal(PrintStream out, long total) {
    var console = System.console();
    return new ProgressBar(out, total, console != null && console.isTerminal());
  }

  /** So many more bytes were read. */
  void advance(long bytes) {
    done += bytes;
    if (shown && System.nanoTime() - next >= 0) {
      next = System.nanoTime() + PAUSE_NANOS;
      out.print("\r" + bar());
      out.flush();
    }
  }

  /** The bar as it is now. */
  String bar() {
    var share = total == 0 ? 1 : Math.min(1.0, (double) done / total);
    var full = (int) (share * WIDTH);
    return "["
        + "#".repeat(full)
        + " ".repeat(WIDTH - full)
        + "] "
        + (int) (share * 100)
        + " % of "
        + (total >> 20)
        + " MiB";
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (shown) {
      out.print("\r" + " ".repeat(WIDTH + 30) + "\r");
      out.flush();
    }
  }
}
