package io.servex.server.discovery;

import io.servex.api.discovery.BackendDiscovery;
import io.servex.api.discovery.BackendDiscoveryProvider;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.PluginContext;
import io.servex.server.config.BackendList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Creates the discovery {@code file}: a list of backends in YAML or JSON, read again when it has
 * changed. A file with a problem changes nothing.
 */
public final class FileDiscoveryProvider
    implements BackendDiscoveryProvider<FileDiscoveryProvider.Config> {
  /**
   * The settings.
   *
   * @param path the file
   * @param interval how often it is looked at
   */
  public record Config(
      @Description("File with a list of URLs, or of mappings with `url` and `weight`") Path path,
      @Description("How often it is looked at") @Default("1s") Duration interval) {}

  @Override
  public String type() {
    return "file";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public BackendDiscovery create(Config config, PluginContext context) {
    return () -> {
      try {
        var backends = BackendList.read(config.path.toString(), Files.readString(config.path));
        return new BackendDiscovery.Found(backends, config.interval);
      } catch (NoSuchFileException e) {
        throw new IOException(config.path + ": no such file", e);
      } catch (IllegalArgumentException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }
}
