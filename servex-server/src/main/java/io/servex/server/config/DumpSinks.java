package io.servex.server.config;

/** The dump sink that comes with the gateway and has keys of its own. */
public final class DumpSinks {
  /** The type of the sink that writes files. */
  public static final String FILES = "jsonl";

  private DumpSinks() {}

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
