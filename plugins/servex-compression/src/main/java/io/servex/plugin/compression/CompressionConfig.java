package io.servex.plugin.compression;

import io.servex.api.plugin.ByteSize;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import io.servex.api.plugin.SettingProblems;
import java.util.List;

/** The keys of the section {@code compression}. */
record CompressionConfig(
    @Description("From 1, the fastest, to 9, the smallest") @Default("6") @Range(min = 1, max = 9)
        int level,
    @Description("The smallest body that is compressed; 0 for all") @Default("1024")
        ByteSize minSize,
    @Description("Media types that are compressed; `text/*` stands for all of that kind")
        @Default(
            "[text/html, text/css, text/plain, text/xml, text/javascript, application/json, "
                + "application/javascript, application/xml, image/svg+xml]")
        List<String> types,
    @Description(
            "What is offered, the preferred one first: `zstd`, `br`, `gzip`, `deflate`; none for all that there are")
        @Default("[]")
        List<String> encodings,
    @Description("Paths whose answers stay as they are") @Default("[]") List<String> excludePaths,
    @Description("The only paths whose answers are compressed; all where there is none")
        @Default("[]")
        List<String> includePaths) {

  /** Refuses what cannot be done. */
  CompressionConfig {
    var problems = new SettingProblems();
    problems.each(
        "types",
        types,
        type -> type.matches("[^/\\s;*]+/([^/\\s;*]+|\\*)"),
        "a media type such as text/html or text/*");
    problems.readEach("encodings", encodings, Coding::of);
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.raise();
  }
}
