package io.servex.server.dump;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The command {@code servex dump}. Exit codes: 0 success, 1 a problem, 2 wrong flags. */
@Command(
    name = "servex dump",
    description = "Reads traffic dumps: their statistics, or the lines that were asked for.",
    sortOptions = false)
public final class DumpCommand {
  private static final int OK = 0;
  private static final int PROBLEM = 1;
  private static final int MISUSE = 2;

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  @Parameters(index = "0", paramLabel = "stats|cat", description = "What to do")
  String action = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files, also compressed ones, or directories with all files of a dump")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Such as 404, '>=500', '!=200', 5xx or 400-499")
  @Nullable String status;

  @Option(names = "--rule", paramLabel = "NAME", description = "The rule's name")
  @Nullable String rule;

  @Option(names = "--backend", paramLabel = "TEXT", description = "A part of the backend's URL")
  @Nullable String backend;

  @Option(names = "--path", paramLabel = "PREFIX", description = "How the request's path begins")
  @Nullable String path;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "How long ago at most, such as 10m, or a time such as 2026-01-31T10:00:00Z")
  @Nullable String since;

  @Option(
      names = {"-h", "-help", "--help"},
      usageHelp = true,
      description = "Print this text and exit")
  boolean help;

  /**
   * Makes the command.
   *
   * @param out takes what was asked for
   * @param err takes complaints, and the progress on a terminal
   * @param clock says what {@code --since} counts from
   */
  public DumpCommand(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** Does what the arguments say, and gives the exit code. */
  public int run(List<String> arguments) {
    var parser = new CommandLine(this);
    try {
      parser.parseArgs(arguments.toArray(String[]::new));
      if (help) {
        parser.usage(out);
        return OK;
      }
      var filter = EntryFilter.of(status, rule, backend, path, since, clock);
      return switch (action) {
        case "stats" -> stats(filter);
        case "cat" -> cat(filter);
        default -> misuse(action + " (expected: stats or cat)", parser);
      };
    } catch (ParameterException | IllegalArgumentException e) {
      return misuse(String.valueOf(e.getMessage()), parser);
    } catch (IOException e) {
      err.println("servex: " + e.getMessage());
      return PROBLEM;
    }
  }

  private int misuse(String problem, CommandLine parser) {
    err.println("servex: " + problem);
    parser.usage(err);
    return MISUSE;
  }

  private int stats(EntryFilter filter) throws IOException {
    var files = DumpFiles.of(paths);
    var statistics = new DumpStatistics();
    var scanner = new EntryScanner();
    try (var progress = ProgressBar.onTerminal(err, DumpFiles.bytes(files))) {
      var reader = new LineReader(progress::advance);
      for (var file : files) {
        reader.read(
            file,
            (bytes, start, end) -> {
              var entry = scanner.scan(bytes, start, end);
              if (entry == null) {
                statistics.skip();
              } else if (filter.takes(entry)) {
                statistics.add(entry);
              }
              return true;
            });
      }
    }
    out.print(statistics.table());
    if (statistics.skipped() > 0) {
      err.println("servex: " + statistics.skipped() + " lines are no entries and were left out");
    }
    return OK;
  }

  private int cat(EntryFilter filter) throws IOException {
    var lines = new LineOutput(out);
    var scanner = new EntryScanner();
    var reader = new LineReader(more -> {});
    for (var file : DumpFiles.of(paths)) {
      reader.read(
          file,
          (bytes, start, end) -> {
            var entry = scanner.scan(bytes, start, end);
            return entry == null || !filter.takes(entry) || lines.write(bytes, start, end);
          });
    }
    lines.flush();
    return OK;
  }
}
