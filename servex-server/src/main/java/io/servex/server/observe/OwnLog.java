package io.servex.server.observe;

import io.servex.server.config.LoggingSection;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** The log of a gateway inside another program: the lines about its requests, and nothing else. */
public final class OwnLog implements GatewayLog {
  private volatile LogOutput output;

  /**
   * Opens what the settings name.
   *
   * @throws IOException if that is a file which cannot be written
   */
  public OwnLog(LoggingSection settings) throws IOException {
    output = open(settings);
  }

  private static LogOutput open(LoggingSection settings) throws IOException {
    var file = settings.file();
    return file.isPresent() ? LogOutput.file(Path.of(file.get())) : LogOutput.standardError();
  }

  @Override
  public LogOutput output() {
    return output;
  }

  @Override
  public Change prepare(LoggingSection settings) throws IOException {
    var file = settings.file().map(Path::of).orElse(null);
    var before = output.path();
    var same = file == null ? before == null : file.equals(before);
    return new Replacement(same ? output : open(settings));
  }

  @Override
  public void close() throws IOException {
    output.close();
  }

  private final class Replacement implements Change {
    private final LogOutput next;

    Replacement(LogOutput next) {
      this.next = next;
    }

    @Override
    public void apply() {
      var before = output;
      output = next;
      if (before != next) {
        before.handOver(next);
      }
    }

    @Override
    public void discard() {
      if (next != output) {
        try {
          next.close();
        } catch (IOException e) {
          LoggerFactory.getLogger(OwnLog.class)
              .atWarn()
              .addKeyValue("error", String.valueOf(e.getMessage()))
              .log("log file not closed");
        }
      }
    }
  }
}
