package io.servex.plugin.ratelimit;

import io.servex.api.plugin.Choice;
import io.servex.api.plugin.Parts;
import io.servex.api.plugin.PluginContext;
import io.servex.plugin.ratelimit.store.BucketStore;
import io.servex.plugin.ratelimit.store.BucketStoreProvider;
import java.util.Iterator;
import java.util.ServiceLoader;

/** The stores that are there: this plugin's own, and those of the jars beside it. */
final class BucketStores {
  private BucketStores() {}

  /** Looked up once: a layer never changes. */
  private static final class Installed {
    private static final Parts<BucketStoreProvider<?>> ALL = new Parts<>("store", load());
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private static Iterator<BucketStoreProvider<?>> load() {
    var layer = BucketStores.class.getModule().getLayer();
    var loader =
        layer == null
            ? ServiceLoader.load(BucketStoreProvider.class, BucketStores.class.getClassLoader())
            : ServiceLoader.load(layer, BucketStoreProvider.class);
    return (Iterator) loader.iterator();
  }

  static Parts<BucketStoreProvider<?>> installed() {
    return Installed.ALL;
  }

  /**
   * Creates the store that is chosen.
   *
   * @throws IllegalArgumentException if there is none of that type, or it cannot be created
   */
  static BucketStore open(Choice choice, PluginContext context) {
    var provider = installed().provider(choice.type());
    return installed().create(choice.type(), () -> create(provider, choice, context));
  }

  private static <C extends Record> BucketStore create(
      BucketStoreProvider<C> provider, Choice choice, PluginContext context) {
    return provider.create(choice.bind(provider.configType()), context);
  }
}
