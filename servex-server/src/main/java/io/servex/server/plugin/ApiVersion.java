package io.servex.server.plugin;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * A version of the api, as javac stores it in whatever is compiled against it.
 *
 * @param major changes when plugins must change
 * @param minor rises with additions
 */
public record ApiVersion(int major, int minor) {
  static final String MODULE = "io.servex.api";

  /** Reads the two leading numbers; null when the text has none. */
  static @Nullable ApiVersion parse(String text) {
    var parts = text.split("[.\\-+]", 3);
    try {
      return parts.length < 2
          ? null
          : new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The version of the running api; null when it carries none. */
  static @Nullable ApiVersion running() {
    return ModuleLayer.boot()
        .findModule(MODULE)
        .map(Module::getDescriptor)
        .flatMap(ModuleDescriptor::rawVersion)
        .map(ApiVersion::parse)
        .orElse(null);
  }

  /** Whether what was compiled against this version runs on another. */
  boolean runsOn(ApiVersion other) {
    return major == other.major && minor <= other.minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
