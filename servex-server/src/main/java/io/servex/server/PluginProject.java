package io.servex.server;

import io.servex.server.plugin.ComponentKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A Maven project with a plugin of one component, which builds and passes its contract as it is
 * written.
 *
 * @param name {@code VENDOR-NAME}, such as {@code acme-sticky}
 * @param kind what it provides
 * @param home the installation that it is built against
 */
record PluginProject(String name, ComponentKind kind, Path home) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z][a-z0-9]*)+");
  private static final String RESOURCES = "project/";

  /** Checks the name. */
  PluginProject {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          name + " (expected: VENDOR-NAME in lower case, such as acme-sticky)");
    }
  }

  /** The type that YAML uses. */
  String type() {
    return vendor() + "." + rest().replace('-', '_');
  }

  private String vendor() {
    return name.substring(0, name.indexOf('-'));
  }

  private String rest() {
    return name.substring(name.indexOf('-') + 1);
  }

  private String className() {
    var text = new StringBuilder();
    for (var word : rest().split("-")) {
      text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return text.toString();
  }

  private String packageName() {
    return vendor() + "." + rest().replace("-", "");
  }

  /** How the configuration names it. */
  private String usage() {
    return switch (kind) {
      case STRATEGY -> "load_balancing: {type: " + type() + ", tolerance: 1}      # of a rule";
      case MATCHER ->
          "match: [{type: " + type() + ", header: X-Group, values: [beta]}]      # of a rule";
      case FILTER ->
          "filters: [{type: " + type() + ", header: X-Client}]      # of a rule, or for all";
      case LISTENER -> "exchange_listeners: [{type: " + type() + ", slow: 1s}]";
      case SINK -> "proxy: {traffic_dump: {sink: {type: " + type() + ", file: /tmp/dump}}}";
      case DISCOVERY -> "discovery: {type: " + type() + ", hosts: [10.0.0.1]}      # of a rule";
      case PROBE -> "proxy: {health_check: {enabled: true, probe: " + type() + "}}";
    };
  }

  /** What stands for what in the templates. */
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("vendor", vendor());
    values.put("Name", className());
    values.put("package", packageName());
    values.put("type", type());
    values.put("words", kind.words());
    values.put("provider", kind.type().getName());
    values.put("usage", usage());
    values.put("home", home.toString());
    values.put("version", Version.text());
    values.put("launcher", "1.14.4");
    return values;
  }

  /** The files of the project by their paths. */
  private Map<String, String> files() {
    var sources = "src/main/java/";
    var folder = packageName().replace('.', '/') + "/";
    var own = kind.word() + "/";
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", "pom.xml");
    files.put("README.md", "README.md");
    files.put(sources + "module-info.java", "module-info.java");
    files.put(sources + folder + className() + ".java", own + "Component.java");
    files.put(sources + folder + className() + "Config.java", own + "Config.java");
    files.put(sources + folder + className() + "Provider.java", own + "Provider.java");
    files.put("src/test/java/" + folder + className() + "Test.java", own + "Test.java");
    return files;
  }

  /**
   * Writes the project.
   *
   * @param folder is made; it must not be there, or be empty
   * @return the files that were written
   * @throws IOException if there is something already, or a file cannot be written
   */
  List<Path> write(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new FileAlreadyExistsException(
              folder + ": is there already (expected: a new folder, or an empty one)");
        }
      }
    }
    var values = values();
    var written = new java.util.ArrayList<Path>();
    for (var file : files().entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent() == null ? folder : path.getParent());
      Files.writeString(path, filled(template(file.getValue()), values));
      written.add(path);
    }
    return List.copyOf(written);
  }

  private static String template(String name) throws IOException {
    try (var in = PluginProject.class.getResourceAsStream(RESOURCES + name + ".txt")) {
      if (in == null) {
        throw new IOException("no template " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What no value stands for belongs to Maven. */
  private static String filled(String template, Map<String, String> values) {
    var text = template;
    for (var value : values.entrySet()) {
      text = text.replace("${" + value.getKey() + "}", value.getValue());
    }
    return text;
  }
}
