package io.servex.server.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the system says about resolving names: {@code resolv.conf} and {@code hosts}.
 *
 * <p>Immutable.
 *
 * @param servers the name servers
 * @param search the domains that short names are looked for in
 * @param dots how many dots make a name be asked for as it is first
 * @param hosts the names that {@code hosts} knows, in lower case
 */
record SystemResolver(
    List<InetSocketAddress> servers, List<String> search, int dots, Set<String> hosts) {
  static final int PORT = 53;

  /** Reads the system's files; one that cannot be read says nothing. */
  static SystemResolver read() {
    return read(Path.of("/etc/resolv.conf"), Path.of("/etc/hosts"));
  }

  static SystemResolver read(Path resolv, Path hosts) {
    var servers = new ArrayList<InetSocketAddress>();
    var search = new ArrayList<String>();
    var dots = 1;
    for (var line : lines(resolv)) {
      var words = line.split("\\s+");
      if (words[0].equals("nameserver") && words.length > 1) {
        try {
          servers.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), PORT));
        } catch (IllegalArgumentException e) {
          continue;
        }
      } else if (words[0].equals("search") || words[0].equals("domain")) {
        search.clear();
        search.addAll(List.of(words).subList(1, words.length));
      } else if (words[0].equals("options")) {
        for (var word : words) {
          dots = word.matches("ndots:[0-9]{1,2}") ? Integer.parseInt(word.substring(6)) : dots;
        }
      }
    }
    return new SystemResolver(List.copyOf(servers), List.copyOf(search), dots, names(hosts));
  }

  private static Set<String> names(Path hosts) {
    var names = new HashSet<String>();
    for (var line : lines(hosts)) {
      var words = line.toLowerCase(Locale.ROOT).split("\\s+");
      names.addAll(List.of(words).subList(1, words.length));
    }
    return Set.copyOf(names);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(line -> line.replaceFirst("[#;].*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The full names to ask for, in order. */
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    var names = new ArrayList<String>();
    for (var domain : search) {
      names.add(name + "." + domain);
    }
    var asItIsFirst = name.chars().filter(c -> c == '.').count() >= dots;
    names.add(asItIsFirst ? 0 : names.size(), name);
    return List.copyOf(names);
  }
}
