package io.servex.plugin.staticfiles;

import io.servex.api.filter.Filter;
import io.servex.api.filter.FilterExchange;
import io.servex.api.filter.Response;
import io.servex.api.filter.Verdict;
import io.servex.api.http.PathPatterns;
import io.servex.api.http.RequestHead;
import io.servex.api.plugin.PluginContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers what no rule takes with the files of a folder. Files are looked for and opened on a
 * virtual thread for each request, since a disk may take its time.
 *
 * <p><b>Threading:</b> immutable, for all event loops.
 */
final class StaticFilesFilter implements Filter {
  /** Where an application answers whose pages are elsewhere: no page stands in for it. */
  private static final List<String> NO_PAGES = List.of("/api/", "/auth/", "/admin/", "/ws/");

  private final StaticFilesConfig config;
  private final PathPatterns excluded;
  private final FileTree tree;
  private final FileAnswer answer;
  private final InstantSource clock;

  StaticFilesFilter(StaticFilesConfig config, PluginContext context) {
    this.config = config;
    this.excluded = new PathPatterns(config.excludePaths());
    this.tree = new FileTree(config.folder(), config.allowDotfiles());
    this.answer = new FileAnswer(new CacheRules(config.cacheMaxAge(), config.cacheRules()));
    this.clock = context.clock();
  }

  /**
   * What is kept of a request for the other thread.
   *
   * @param path the whole path
   * @param file the path below the folder
   * @param query the raw query; null for none
   * @param page whether the application's page may stand in for a file that is not there
   * @param conditions its conditions and its range
   */
  private record Wanted(
      String path, String file, @Nullable String query, boolean page, Conditions conditions) {}

  @Override
  public Verdict request(FilterExchange exchange) {
    var request = exchange.request();
    var path = request.path();
    var file = below(config.urlPrefix(), path);
    if (file == null
        || !(request.method().equals("GET") || request.method().equals("HEAD"))
        || excluded.match(path)) {
      return Verdict.CONTINUE;
    }
    var rest = below(config.stripPrefix(), file);
    var wanted =
        new Wanted(
            path,
            rest == null ? file : rest,
            request.rawQuery(),
            config.spaMode() && page(request),
            Conditions.of(request));
    var verdict = new CompletableFuture<Verdict>();
    var thread = Thread.ofVirtual().name("servex-static").start(() -> complete(verdict, wanted));
    assert thread.isVirtual();
    return Verdict.await(verdict);
  }

  /** The rest of a path behind a prefix of whole segments; null when it has another beginning. */
  private static @Nullable String below(String prefix, String path) {
    if (!path.startsWith(prefix)) {
      return null;
    }
    var rest = path.substring(prefix.length());
    return rest.isEmpty() ? "/" : rest.startsWith("/") ? rest : null;
  }

  private static boolean page(RequestHead request) {
    var path = request.path();
    var accepted = String.join(",", request.headers("Accept")).toLowerCase(Locale.ROOT);
    return accepted.contains("text/html")
        && path.indexOf('.', path.lastIndexOf('/')) < 0
        && NO_PAGES.stream().noneMatch(path::startsWith);
  }

  private void complete(CompletableFuture<Verdict> verdict, Wanted wanted) {
    try {
      var found = find(wanted);
      verdict.complete(found == null ? Verdict.CONTINUE : Verdict.respond(found));
    } catch (RuntimeException | Error e) {
      verdict.completeExceptionally(e);
    }
  }

  private @Nullable Response find(Wanted wanted) {
    var found = tree.find(wanted.file());
    var kept = wanted.path();
    if (found != null && Files.isDirectory(found)) {
      if (tree.find(wanted.file() + "/" + config.indexFile()) == null) {
        found = null;
      } else if (!wanted.path().endsWith("/")) {
        return redirect(wanted);
      } else {
        found = tree.find(wanted.file() + config.indexFile());
        kept = wanted.path() + config.indexFile();
      }
    }
    var known = found == null ? null : answer.to(wanted.conditions(), found, kept, clock.instant());
    return known == null && wanted.page() ? page(wanted) : known;
  }

  private @Nullable Response page(Wanted wanted) {
    var index = tree.find("/" + config.indexFile());
    return index == null
        ? null
        : answer.to(
            wanted.conditions(),
            index,
            config.urlPrefix() + "/" + config.indexFile(),
            clock.instant());
  }

  /**
   * Sends a client on to the folder's own path, made of the path that was decided about: what the
   * client wrote might be another host's address ({@code //host}).
   */
  private static Response redirect(Wanted wanted) {
    var location = new StringBuilder();
    for (var b : wanted.path().getBytes(StandardCharsets.UTF_8)) {
      var c = (char) (b & 0xff);
      if (c == '%' || c > ' ' && c < 127 && "\"<>\\^`{|}?#".indexOf(c) < 0) {
        location.append(c);
      } else {
        location.append('%').append(hex(c >> 4)).append(hex(c & 15));
      }
    }
    location.append('/');
    if (wanted.query() != null) {
      location.append('?').append(wanted.query());
    }
    return Response.of(301).with("Location", location.toString());
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }
}
