package io.servex.plugin.ratelimit;

import io.servex.api.plugin.PluginContext;
import io.servex.plugin.ratelimit.store.BucketStore;
import io.servex.plugin.ratelimit.store.BucketStoreProvider;

/** Creates {@link MemoryStore}, the store {@value #TYPE}. */
public final class MemoryStoreProvider
    implements BucketStoreProvider<MemoryStoreProvider.Settings> {
  static final String TYPE = "memory";

  /** How many clients it remembers is said by {@code max_keys} of the filter. */
  record Settings() {}

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public Class<Settings> configType() {
    return Settings.class;
  }

  @Override
  public BucketStore create(Settings config, PluginContext context) {
    return new MemoryStore(context.meters());
  }
}
