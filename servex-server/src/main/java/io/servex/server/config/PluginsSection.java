package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code plugins} section. */
public record PluginsSection(
    @Description(
            "Folder with a jar, or a folder of jars, for each plugin; `plugins` of the installation where absent")
        Optional<Path> directory,
    @Description("SHA-256 hashes of the plugins that may be loaded; none for any") @Default("[]")
        List<String> allowedSha256,
    @Description(
            "Folder in which plugins keep what must outlive a restart; `data` of the installation where absent")
        Optional<Path> dataDirectory,
    @Description(
            "Failures of a component within a minute after which it is reported, and left alone for a minute where nothing depends on it; 0 for never")
        @Default("100")
        @Range(min = 0, max = 1_000_000_000)
        int failureBudget,
    @Description(
            "One call of a plugin's component in so many is looked at for what it allocates; 0 for none")
        @Default("1024")
        @Range(min = 0, max = 1_000_000_000)
        int allocationSampling) {
  private static final String HOME = "servex.home";

  /** The folder to look at; null when none is named and the gateway was not installed in one. */
  public @Nullable Path folder() {
    return directory.orElse(installed("plugins"));
  }

  /** The folder for data; null when none is named and the gateway was not installed in one. */
  public @Nullable Path dataFolder() {
    return dataDirectory.orElse(installed("data"));
  }

  private static @Nullable Path installed(String folder) {
    var home = System.getProperty(HOME);
    return home == null ? null : Path.of(home, folder);
  }

  /** The hashes, in lower case. */
  public Set<String> allowed() {
    return allowedSha256.stream()
        .map(hash -> hash.toLowerCase(java.util.Locale.ROOT))
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }
}
