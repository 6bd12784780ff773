package io.servex.plugin.staticfiles;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The media types of files, by their extensions. */
final class MediaTypes {
  private static final String UNKNOWN = "application/octet-stream";
  private static final Map<String, String> BY_EXTENSION = new HashMap<>();

  static {
    text("text/html", "html", "htm");
    text("text/css", "css");
    text("text/javascript", "js", "mjs", "cjs");
    text("text/plain", "txt", "text", "log", "conf", "ini");
    text("text/markdown", "md", "markdown");
    text("text/csv", "csv");
    text("text/tab-separated-values", "tsv");
    text("text/xml", "xml", "xsl", "xsd");
    text("text/calendar", "ics");
    text("text/vcard", "vcf");
    text("text/vtt", "vtt");
    types("application/json", "json", "map");
    types("application/ld+json", "jsonld");
    types("application/geo+json", "geojson");
    types("application/manifest+json", "webmanifest");
    types("application/schema+json", "schema");
    types("application/yaml", "yaml", "yml");
    types("application/toml", "toml");
    types("application/atom+xml", "atom");
    types("application/rss+xml", "rss");
    types("application/xhtml+xml", "xhtml");
    types("application/wasm", "wasm");
    types("application/pdf", "pdf");
    types("application/rtf", "rtf");
    types("application/postscript", "ps", "eps", "ai");
    types("application/epub+zip", "epub");
    types("application/zip", "zip");
    types("application/gzip", "gz", "tgz");
    types("application/x-bzip2", "bz2");
    types("application/x-xz", "xz");
    types("application/zstd", "zst");
    types("application/x-7z-compressed", "7z");
    types("application/vnd.rar", "rar");
    types("application/x-tar", "tar");
    types("application/java-archive", "jar", "war");
    types("application/sql", "sql");
    types("application/x-sh", "sh");
    types("application/msword", "doc");
    types("application/vnd.ms-excel", "xls");
    types("application/vnd.ms-powerpoint", "ppt");
    office("wordprocessingml.document", "docx");
    office("spreadsheetml.sheet", "xlsx");
    office("presentationml.presentation", "pptx");
    types("application/vnd.oasis.opendocument.text", "odt");
    types("application/vnd.oasis.opendocument.spreadsheet", "ods");
    types("application/vnd.oasis.opendocument.presentation", "odp");
    types("application/vnd.android.package-archive", "apk");
    types("image/png", "png");
    types("image/apng", "apng");
    types("image/jpeg", "jpg", "jpeg");
    types("image/gif", "gif");
    types("image/webp", "webp");
    types("image/avif", "avif");
    types("image/heic", "heic");
    types("image/jxl", "jxl");
    types("image/bmp", "bmp");
    types("image/tiff", "tif", "tiff");
    types("image/svg+xml", "svg");
    types("image/x-icon", "ico", "cur");
    types("audio/mpeg", "mp3");
    types("audio/mp4", "m4a");
    types("audio/aac", "aac");
    types("audio/ogg", "ogg", "oga", "opus");
    types("audio/flac", "flac");
    types("audio/wav", "wav");
    types("audio/webm", "weba");
    types("audio/midi", "mid", "midi");
    types("video/mp4", "mp4", "m4v");
    types("video/webm", "webm");
    types("video/ogg", "ogv");
    types("video/quicktime", "mov");
    types("video/mpeg", "mpg", "mpeg");
    types("video/mp2t", "ts");
    types("video/x-matroska", "mkv");
    types("video/x-msvideo", "avi");
    types("application/vnd.apple.mpegurl", "m3u8");
    types("application/dash+xml", "mpd");
    types("font/woff", "woff");
    types("font/woff2", "woff2");
    types("font/ttf", "ttf");
    types("font/otf", "otf");
    types("font/collection", "ttc");
    types("application/vnd.ms-fontobject", "eot");
    types("model/gltf+json", "gltf");
    types("model/gltf-binary", "glb");
  }

  private MediaTypes() {}

  private static void text(String type, String... extensions) {
    types(type + "; charset=utf-8", extensions);
  }

  private static void office(String kind, String extension) {
    types("application/vnd.openxmlformats-officedocument." + kind, extension);
  }

  private static void types(String type, String... extensions) {
    for (var extension : extensions) {
      BY_EXTENSION.put(extension, type);
    }
  }

  /** The type of a file; {@code application/octet-stream} for what nobody knows. */
  static String of(String name) {
    var dot = name.lastIndexOf('.');
    return dot < 0
        ? UNKNOWN
        : BY_EXTENSION.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }
}
