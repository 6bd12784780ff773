package io.servex.plugin.cache;

import io.servex.api.http.HttpDate;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.SettingProblems;
import java.util.List;

/** The keys of the section {@code cache}. */
record CacheConfig(
    @Description("Cache-Control, as in `public, max-age=600`") @Default("") String cacheControl,
    @Description("Expires, as it is sent") @Default("") String expires,
    @Description("ETag of everything in scope; quotes are added where they are missing")
        @Default("")
        String etag,
    @Description("Last-Modified of everything in scope, as in `Sun, 06 Nov 1994 08:49:37 GMT`")
        @Default("")
        String lastModified,
    @Description("Names that are added to Vary") @Default("") String vary,
    @Description("Replace what the backend says about caching") @Default("false") boolean override,
    @Description("Paths whose answers stay as they are") @Default("[]") List<String> excludePaths,
    @Description("The only paths whose answers get fields; all where there is none") @Default("[]")
        List<String> includePaths) {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** Puts the tag in quotes, and refuses values that no field can have. */
  CacheConfig {
    var problems = new SettingProblems();
    visible(problems, "cache_control", cacheControl);
    visible(problems, "expires", expires);
    var given = etag;
    etag = etag.isEmpty() || etag.endsWith("\"") ? etag : '"' + etag + '"';
    problems.check(
        etag.matches("|(W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\""),
        "etag",
        given,
        "a tag such as \"v1\" or W/\"v1\"");
    problems.check(
        lastModified.isEmpty() || HttpDate.parse(lastModified) != null,
        "last_modified",
        lastModified,
        "a date such as Sun, 06 Nov 1994 08:49:37 GMT");
    problems.check(
        vary.matches("|\\*|" + NAME + "(\\s*,\\s*" + NAME + ")*"),
        "vary",
        vary,
        "names of fields, with commas between them");
    problems.paths("exclude_paths", excludePaths);
    problems.paths("include_paths", includePaths);
    problems.raise();
  }

  private static void visible(SettingProblems problems, String key, String value) {
    problems.check(
        value.equals(value.strip()) && value.matches("[\\t\\x20-\\x7e\\x80-\\xff]*"),
        key,
        value,
        "visible characters and spaces");
  }
}
