package io.servex.plugin.staticfiles;

import io.servex.api.http.PathPatterns;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of the section {@code static_files}. */
record StaticFilesConfig(
    @Description("The folder; needed where files are served") Optional<Path> dir,
    @Description("The path that the folder has in URLs, as in `/assets`") @Default("")
        String urlPrefix,
    @Description("Answer with the index file where there is no file, for browsers that navigate")
        @Default("false")
        boolean spaMode,
    @Description("What stands for a folder") @Default("index.html") String indexFile,
    @Description("What is taken off the path behind `url_prefix` before a file is looked for")
        @Default("")
        String stripPrefix,
    @Description("Paths that are not served") @Default("[]") List<String> excludePaths,
    @Description("How long files may be kept, in seconds; 0 for no word about it")
        @Default("0")
        @Range(min = 0, max = 31_536_000)
        int cacheMaxAge,
    @Description(
            "Seconds for a path, `/path*`, or an extension such as `.css`, instead of"
                + " `cache_max_age`")
        @Default("{}")
        Map<String, Integer> cacheRules,
    @Description("Serve files and folders whose names begin with a dot") @Default("false")
        boolean allowDotfiles) {

  /** Refuses what can serve nothing. */
  StaticFilesConfig {
    if (dir.isPresent() && !Files.isDirectory(dir.get())) {
      throw new IllegalArgumentException("dir: " + dir.get() + " (expected: a folder)");
    }
    urlPrefix = prefix("url_prefix", urlPrefix);
    stripPrefix = prefix("strip_prefix", stripPrefix);
    if (indexFile.isEmpty() || indexFile.contains("/") || indexFile.contains("\\")) {
      throw new IllegalArgumentException(
          "index_file: " + indexFile + " (expected: the name of a file)");
    }
    new PathPatterns(excludePaths);
    new CacheRules(cacheMaxAge, cacheRules);
  }

  /** A prefix without a slash at its end. */
  private static String prefix(String key, String prefix) {
    if (!prefix.isEmpty() && !prefix.startsWith("/")) {
      throw new IllegalArgumentException(
          key + ": " + prefix + " (expected: a path that begins with a slash)");
    }
    return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }
}
