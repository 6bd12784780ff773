package io.servex.server.config;

import io.servex.api.discovery.DiscoveredBackend;
import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a list of backends in YAML or JSON: a list of URLs, or of mappings with {@code url} and
 * {@code weight}, by itself or under the key {@code backends}. A text without a list is none of no
 * backends: a file is empty for a moment while it is written anew.
 */
public final class BackendList {
  private BackendList() {}

  private record Root(@Description("The backends") List<ConfigNode> backends) {}

  private record Entry(
      @Description("Where it is") URI url,
      @Description("Its share") @Default("1") @Range(min = 0, max = 1_000_000) int weight) {}

  /**
   * Reads a list.
   *
   * @param source what the text is called in messages
   * @throws IllegalArgumentException with all problems, if there is any
   */
  public static List<DiscoveredBackend> read(String source, String text) {
    var problems = new Problems();
    var bare = text.stripLeading();
    var wrapped = bare.startsWith("[") || bare.startsWith("-");
    var mapping =
        new YamlReader(source, problems).read(wrapped ? "backends:\n" + text.indent(1) : text);
    var backends = mapping == null ? List.<DiscoveredBackend>of() : bind(mapping, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems.lines()));
    }
    return backends;
  }

  private static List<DiscoveredBackend> bind(ConfigNode.Mapping mapping, Problems problems) {
    var root = new RecordBinder(problems).bind(Root.class, mapping, "");
    var backends = new ArrayList<DiscoveredBackend>();
    for (var i = 0; root != null && i < root.backends().size(); i++) {
      var entry = entry(root.backends().get(i), "backends[" + i + "]", problems);
      if (entry != null) {
        backends.add(new DiscoveredBackend(entry.url, entry.weight));
      }
    }
    return backends;
  }

  private static @Nullable Entry entry(ConfigNode node, String path, Problems problems) {
    var mapping = node;
    if (node instanceof ConfigNode.Scalar scalar) {
      var alone = ConfigNode.Mapping.empty(node.place());
      alone.entries().put("url", scalar);
      alone.keys().put("url", node.place());
      mapping = alone;
    }
    var before = problems.size();
    var entry = new RecordBinder(problems).bind(Entry.class, mapping, path);
    var problem = entry == null || problems.size() > before ? null : problem(entry.url);
    if (problem != null) {
      problems.add(path + ".url", problem);
    }
    return entry;
  }

  /** What is wrong with a backend's URL, in the grammar of messages; null when nothing is. */
  public static @Nullable String problem(URI url) {
    return BackendUrl.problem(url);
  }
}
