package io.servex.plugin.staticfiles;

import io.servex.api.filter.FileBody;
import io.servex.api.filter.Response;
import io.servex.api.http.HttpDate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a file, as its condition and its range ask for (RFC 9110 §13.2.2, §14.2).
 *
 * <p><b>Threading:</b> immutable; {@link #to} blocks.
 *
 * @param rules how long files may be kept
 */
record FileAnswer(CacheRules rules) {
  /** Up to here a file is read at once, and sent together with the head. */
  private static final int SMALL = 16 * 1024;

  /**
   * Answers.
   *
   * @param file the real path of a file
   * @param path what the cache rules are asked for
   * @return null when it is no regular file, or cannot be read
   */
  @Nullable Response to(Conditions request, Path file, String path, Instant now) {
    try {
      var attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        return null;
      }
      var opened = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      try {
        var answer = to(request, opened, attributes, file, path, now);
        if (answer.file() == null) {
          opened.close();
        }
        return answer;
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (IOException e) {
      return null;
    }
  }

  private Response to(
      Conditions request,
      FileChannel opened,
      BasicFileAttributes attributes,
      Path file,
      String path,
      Instant now)
      throws IOException {
    var size = opened.size();
    var modified = attributes.lastModifiedTime();
    var tag = tag(size, modified.to(TimeUnit.NANOSECONDS));
    var seconds = modified.toInstant();
    var type = MediaTypes.of(file.getFileName().toString());
    return switch (request.outcome(tag, seconds, size)) {
      case Conditions.Outcome.Failed _ -> Response.error(412, "Precondition Failed");
      case Conditions.Outcome.Unchanged _ -> described(Response.of(304), tag, seconds, path, now);
      case Conditions.Outcome.Unsatisfiable _ ->
          Response.error(416, "Range Not Satisfiable").with("Content-Range", "bytes */" + size);
      case Conditions.Outcome.Whole _ ->
          described(part(200, type, opened, 0, size), tag, seconds, path, now);
      case Conditions.Outcome.Part(var first, var last) ->
          described(part(206, type, opened, first, last - first + 1), tag, seconds, path, now)
              .with("Content-Range", "bytes " + first + "-" + last + "/" + size);
    };
  }

  /** A strong tag: it changes with every change that the file system sees. */
  private static String tag(long size, long modifiedNanos) {
    return '"' + Long.toHexString(size) + '-' + Long.toHexString(modifiedNanos) + '"';
  }

  private static Response part(int status, String type, FileChannel file, long from, long length)
      throws IOException {
    if (length > SMALL) {
      return Response.file(status, type, new FileBody(file, from, length));
    }
    var bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("the file became shorter");
      }
    }
    return Response.of(status, type, bytes.array());
  }

  private Response described(
      Response answer, String tag, Instant modified, String path, Instant now) {
    var said =
        answer
            .with("ETag", tag)
            .with("Last-Modified", HttpDate.format(modified))
            .with("Accept-Ranges", "bytes")
            .with("X-Content-Type-Options", "nosniff");
    if (rules.silent()) {
      return said;
    }
    var seconds = rules.seconds(path);
    return seconds == 0
        ? said.with("Cache-Control", "no-cache")
        : said.with("Cache-Control", "public, max-age=" + seconds)
            .with("Expires", HttpDate.format(now.plusSeconds(seconds)));
  }
}
