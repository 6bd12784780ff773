package io.servex.plugin.cache;

import io.servex.api.http.HttpDate;
import io.servex.api.http.PathScope;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
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

  /** Puts the tag in quotes, and refuses values that no field can have. */
  CacheConfig {
    visible("cache_control", cacheControl);
    visible("expires", expires);
    etag = etag.isEmpty() || etag.endsWith("\"") ? etag : '"' + etag + '"';
    if (!etag.matches("|(W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"")) {
      throw new IllegalArgumentException(
          "etag: " + etag + " (expected: a tag such as \"v1\" or W/\"v1\")");
    }
    if (!lastModified.isEmpty() && HttpDate.parse(lastModified) == null) {
      throw new IllegalArgumentException(
          "last_modified: "
              + lastModified
              + " (expected: a date such as Sun, 06 Nov 1994 08:49:37 GMT)");
    }
    if (!vary.matches("|\\*|[!#$%&'*+.^_`|~0-9A-Za-z-]+(\\s*,\\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*")) {
      throw new IllegalArgumentException(
          "vary: " + vary + " (expected: names of fields, with commas between them)");
    }
    new PathScope(includePaths, excludePaths);
  }

  private static void visible(String key, String value) {
    if (!value.equals(value.strip()) || !value.matches("[\\t\\x20-\\x7e\\x80-\\xff]*")) {
      throw new IllegalArgumentException(
          key
              + ": "
              + value.replaceAll("\\p{Cntrl}", "?")
              + " (expected: visible characters and spaces)");
    }
  }
}
