package io.servex.server.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The words by which a configuration may ask for a component: every key and every value of it, and
 * the types behind its sections. More words than needed do no harm; one too few would.
 */
final class Mentions {
  private final Set<String> words = new HashSet<>();

  private Mentions() {}

  static Set<String> of(ConfigNode.Mapping root, Map<String, Environment.Variable> variables) {
    var mentions = new Mentions();
    mentions.add(root);
    for (var key : ConfigKey.of(ServexConfig.class)) {
      if (key.type() == ConfigNode.class && SectionVariables.any(key.name(), variables.keySet())) {
        mentions.words.add(key.name());
      }
    }
    Set.copyOf(mentions.words).forEach(word -> mentions.words.addAll(FilterBlock.types(word)));
    return mentions.words;
  }

  private void add(ConfigNode node) {
    switch (node) {
      case ConfigNode.Scalar(_, var text) -> words.add(text);
      case ConfigNode.Sequence(_, var items) -> items.forEach(this::add);
      case ConfigNode.Mapping(_, var entries, _) -> {
        words.addAll(entries.keySet());
        entries.values().forEach(this::add);
      }
    }
  }
}
