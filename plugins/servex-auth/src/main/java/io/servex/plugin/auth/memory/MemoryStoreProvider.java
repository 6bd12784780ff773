package io.servex.plugin.auth.memory;

import io.servex.api.plugin.PluginContext;
import io.servex.plugin.auth.store.AuthStore;
import io.servex.plugin.auth.store.AuthStoreProvider;

/** Creates {@link MemoryStore}, the store {@code memory}. */
public final class MemoryStoreProvider implements AuthStoreProvider<MemoryStoreProvider.Settings> {
  /** There is nothing to choose. */
  public record Settings() {}

  @Override
  public String type() {
    return "memory";
  }

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }

  @Override
  public AuthStore create(Settings config, PluginContext context) {
    return new MemoryStore(context.clock());
  }
}
