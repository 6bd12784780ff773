package io.servex.plugin.cache;

import io.servex.api.http.EntityTags;
import io.servex.api.http.HttpDate;
import io.servex.api.http.RequestHead;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client has already what it asks for (RFC 9110 §13.2.2).
 *
 * @param tag the entity tag of what there is; empty for none
 * @param modified when it was changed last; null for nobody knows
 */
record Validators(String tag, @Nullable Instant modified) {
  static Validators of(CacheConfig config) {
    return new Validators(config.etag(), HttpDate.parse(config.lastModified()));
  }

  /** Whether a GET or HEAD is answered with 304. */
  boolean unchanged(RequestHead request) {
    var tags = request.headers("If-None-Match");
    if (!tags.isEmpty()) {
      return !tag.isEmpty() && EntityTags.listed(tags, tag);
    }
    var known = modified;
    var since = request.header("If-Modified-Since");
    var had = known == null || since == null ? null : HttpDate.parse(since);
    return known != null && had != null && !known.isAfter(had);
  }
}
