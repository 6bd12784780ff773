package io.servex.plugin.staticfiles;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;
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
    var problems = new SettingProblems();
    var folder = dir.map(Files::isDirectory).orElse(false);
    problems.check(folder, "dir", dir, "a folder");
    prefix(problems, "url_prefix", urlPrefix);
    prefix(problems, "strip_prefix", stripPrefix);
    urlPrefix = withoutSlash(urlPrefix);
    stripPrefix = withoutSlash(stripPrefix);
    problems.check(indexFile.matches("[^/\\\\]+"), "index_file", indexFile, "the name of a file");
    problems.paths("exclude_paths", excludePaths);
    CacheRules.check(problems, cacheRules);
    problems.raise();
  }

  private static void prefix(SettingProblems problems, String key, String prefix) {
    problems.check(
        prefix.isEmpty() || prefix.startsWith("/"), key, prefix, "a path that begins with a slash");
  }

  private static String withoutSlash(String prefix) {
    return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }

  /** The folder, without which there is no record. */
  Path folder() {
    return dir.orElseThrow();
  }
}
