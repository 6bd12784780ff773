package io.servex.server.wiring;

import io.servex.api.filter.AuditEvent;
import io.servex.server.StartException;
import io.servex.server.config.AuditSection;
import io.servex.server.config.ServexConfig;
import io.servex.server.observe.AuditLog;
import io.servex.server.observe.LineWriter;
import io.servex.server.observe.LogOutput;
import io.servex.server.observe.Meters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log over all configurations of a gateway. Its file stays open as long as the
 * configuration names it; without one, events go where the other lines about requests go.
 *
 * <p><b>Threading:</b> one change at a time; {@link #note} on any thread.
 */
final class AuditTrail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private final Meters meters;
  private final LineWriter common;
  private final int loops;
  private @Nullable Opened next;
  private @Nullable Opened last;
  private volatile @Nullable Opened current;

  /**
   * A log that is open.
   *
   * @param settings what it was opened by
   * @param log the log
   * @param file where it goes, and who writes there; null for the common log
   */
  private record Opened(ServexConfig settings, AuditLog log, @Nullable Separate file) {
    boolean suits(ServexConfig config) {
      return settings.audit().equals(config.audit())
          && settings.logging().format() == config.logging().format();
    }
  }

  private record Separate(LogOutput output, LineWriter writer) {}

  /**
   * Makes a trail that nothing is written to yet.
   *
   * @param common who writes where no file is named
   */
  AuditTrail(Meters meters, LineWriter common, int loops) {
    this.meters = meters;
    this.common = common;
    this.loops = loops;
  }

  /**
   * Opens what a configuration asks for; it is in force only after {@link #inForce}.
   *
   * @throws StartException if the file cannot be written
   */
  synchronized Optional<AuditLog> prepare(ServexConfig config) throws StartException {
    discard();
    if (!config.audit().enabled()) {
      return Optional.empty();
    }
    var open = current;
    next = open != null && open.suits(config) ? open : open(config);
    return Optional.of(next.log());
  }

  private Opened open(ServexConfig config) throws StartException {
    var format = config.logging().format();
    var file = file(config.audit());
    var writer = file == null ? common : file.writer();
    return new Opened(config, new AuditLog(config.audit(), format, writer, loops), file);
  }

  private @Nullable Separate file(AuditSection settings) throws StartException {
    if (settings.file().isEmpty()) {
      return null;
    }
    try {
      var output = LogOutput.ownersFile(Path.of(settings.file().get()));
      return new Separate(output, new LineWriter(meters, output));
    } catch (IOException e) {
      throw new StartException(
          "audit.file: " + e.getMessage() + " (expected: a file that can be written)");
    }
  }

  /** Lets go of what was prepared for a configuration that did not come into force. */
  private void discard() {
    if (next != current) {
      close(next);
    }
    next = null;
  }

  /**
   * What was prepared is in force from now on; without anything, nothing is written. Exchanges that
   * run still report to the one before, so it stays open until another one takes its place.
   */
  synchronized void inForce() {
    var before = current;
    current = next;
    if (before != null && before != next) {
      note(
          before,
          AuditEvent.of("config.change", AuditEvent.Severity.HIGH, "the audit log ends here"));
      close(last);
      last = before;
    }
  }

  /** Writes down what no request brought about. */
  void note(AuditEvent event) {
    note(current, event);
  }

  private static void note(@Nullable Opened to, AuditEvent event) {
    if (to != null) {
      to.log().note(event);
    }
  }

  /** Opens the file anew, after somebody moved it away. */
  void reopen() throws IOException {
    var open = current;
    if (open != null && open.file() != null) {
      open.file().output().reopen();
    }
  }

  private static void close(@Nullable Opened opened) {
    if (opened == null || opened.file() == null) {
      return;
    }
    opened.file().writer().close();
    try {
      opened.file().output().close();
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("error", String.valueOf(e.getMessage())).log("audit log not closed");
    }
  }

  @Override
  public synchronized void close() {
    discard();
    close(last);
    close(current);
    last = null;
    current = null;
  }
}
