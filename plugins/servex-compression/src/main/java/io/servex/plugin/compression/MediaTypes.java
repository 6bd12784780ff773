package io.servex.plugin.compression;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A set of media types, some of them whole kinds.
 *
 * <p>Immutable.
 */
final class MediaTypes {
  private final Set<String> types = new HashSet<>();

  MediaTypes(List<String> names) {
    names.forEach(name -> types.add(name.toLowerCase(Locale.ROOT)));
  }

  /** Whether the type of a Content-Type field is among them, whatever its parameters. */
  boolean contain(String contentType) {
    var end = contentType.indexOf(';');
    var type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return types.contains(type) || types.contains(type.substring(0, type.indexOf('/') + 1) + '*');
  }
}
