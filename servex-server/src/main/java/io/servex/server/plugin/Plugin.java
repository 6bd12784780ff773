package io.servex.server.plugin;

import io.servex.api.plugin.ComponentProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A plugin that is loaded.
 *
 * @param path its jar or folder, as it was found
 * @param hash the SHA-256 of its content
 * @param version its own version, where it has one
 * @param compiledVersion the version of the api that it was compiled against, where it says so
 * @param loader its class loader
 * @param components what it provides
 * @param extensions what was put beside it, for itself to use
 * @param problems what of it could not be used
 */
public record Plugin(
    Path path,
    String hash,
    Optional<String> version,
    Optional<String> compiledVersion,
    ClassLoader loader,
    List<Component> components,
    List<Extension> extensions,
    List<String> problems) {
  /**
   * One provider.
   *
   * @param kind what it provides
   * @param type the name that YAML uses
   * @param provider the provider
   */
  public record Component(ComponentKind kind, String type, ComponentProvider<?> provider) {}

  /**
   * A provider of a service that the plugin itself defines, such as a store.
   *
   * @param service the service's class
   * @param provider the provider's class
   */
  public record Extension(String service, String provider) {}

  /** Copies the lists. */
  public Plugin {
    components = List.copyOf(components);
    extensions = List.copyOf(extensions);
    problems = List.copyOf(problems);
  }
}
