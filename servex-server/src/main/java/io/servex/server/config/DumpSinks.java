package io.servex.server.config;

import io.servex.api.dump.DumpSinkProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The installed dump sinks. */
public final class DumpSinks {
  /** The type of the sink that writes files. */
  public static final String FILES = "jsonl";

  private DumpSinks() {}

  /** The providers by their type. */
  @SuppressWarnings("rawtypes")
  public static Map<String, DumpSinkProvider<?>> installed() {
    Map<String, DumpSinkProvider<?>> found = new TreeMap<>();
    for (var provider : ServiceLoader.load(DumpSinkProvider.class)) {
      found.put(provider.type(), provider);
    }
    return found;
  }

  /** The settings of a sink that writes files into a directory. */
  public static ConfigNode files(ProxySection.TrafficDump dump, String directory) {
    var place = Place.of("proxy.traffic_dump");
    var settings = ConfigNode.Mapping.empty(place);
    put(settings, "directory", directory);
    put(settings, "max_file_size", Long.toString(dump.maxFileSize().bytes()));
    put(settings, "max_files", Integer.toString(dump.maxFiles()));
    put(settings, "compress", dump.compress().name());
    return settings;
  }

  private static void put(ConfigNode.Mapping into, String key, String value) {
    into.keys().put(key, into.place());
    into.entries().put(key, new ConfigNode.Scalar(into.place(), value));
  }
}
