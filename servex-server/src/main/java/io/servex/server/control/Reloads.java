package io.servex.server.control;

import io.servex.server.StartException;
import io.servex.server.config.ConfigException;
import io.servex.server.config.Setup;
import io.servex.server.wiring.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads a gateway's configuration, one reload at a time, whoever asks for it. A configuration
 * that is of no use changes nothing, and the log says why.
 *
 * <p><b>Threading:</b> every method may be called from any thread.
 */
public final class Reloads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

  private final Gateway gateway;
  private final Source source;
  private @Nullable ControlServer control;
  private @Nullable FileWatch watch;

  /** Where a configuration comes from. */
  @FunctionalInterface
  public interface Source {
    /** Reads and validates it anew. */
    Setup load() throws ConfigException;
  }

  /**
   * What became of a reload.
   *
   * @param done whether the new configuration is in force
   * @param lines the report, or the problems
   */
  public record Outcome(boolean done, List<String> lines) {
    /** Copies the list. */
    public Outcome {
      lines = List.copyOf(lines);
    }
  }

  /**
   * What is watched.
   *
   * @param files whose change reloads, asked for at each look
   * @param sinceMillis when they were about to be read for the first time, in the time of {@link
   *     System#currentTimeMillis()}: a change after that is seen, whenever the watch begins
   */
  public record Watched(Supplier<List<Path>> files, long sinceMillis) {}

  private Reloads(Gateway gateway, Source source) {
    this.gateway = gateway;
    this.source = source;
  }

  /**
   * Listens on the control socket, and watches the files where that is configured.
   *
   * @param gateway what is reloaded
   * @param source where its configuration comes from
   * @param socket the control socket; null for none
   * @param watched the files whose change reloads; null for no watching
   */
  public static Reloads start(
      Gateway gateway, Source source, @Nullable Path socket, @Nullable Watched watched) {
    var reloads = new Reloads(gateway, source);
    if (socket != null) {
      try {
        reloads.control = ControlServer.start(socket, reloads::reload);
      } catch (IOException e) {
        LOG.atWarn()
            .addKeyValue("socket", socket.toString())
            .addKeyValue("error", e.getMessage())
            .log("no control socket: servex reload will not reach this gateway");
      }
    }
    if (watched != null) {
      reloads.watch = FileWatch.start(watched.files(), watched.sinceMillis(), reloads::reload);
    }
    return reloads;
  }

  /** Reloads now, and waits for it. */
  public synchronized Outcome reload() {
    try {
      var report = gateway.reload(source.load());
      LOG.atInfo()
          .addKeyValue("rules_kept", report.rules().kept().size())
          .addKeyValue("rules_added", report.rules().added().size())
          .addKeyValue("rules_drained", report.rules().drained().size())
          .addKeyValue("backends_kept", report.backends().kept().size())
          .addKeyValue("backends_added", report.backends().added().size())
          .addKeyValue("backends_drained", report.backends().drained().size())
          .log("configuration reloaded");
      return new Outcome(true, report.lines());
    } catch (ConfigException e) {
      return refused(e.duringReload());
    } catch (StartException e) {
      return refused(e.getMessage() + ConfigException.UNCHANGED);
    }
  }

  private static Outcome refused(String why) {
    var problems = why.lines().toList();
    LOG.atError()
        .addKeyValue("problems", String.join("; ", problems))
        .log("reload refused, the configuration in force stays");
    return new Outcome(false, problems);
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    if (control != null) {
      control.close();
    }
  }
}
