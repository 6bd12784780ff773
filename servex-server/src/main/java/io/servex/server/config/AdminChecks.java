package io.servex.server.config;

import java.util.List;

/** Checks the sections {@code admin} and {@code audit}. */
final class AdminChecks {
  private static final int SHORTEST_TOKEN = 16;

  private final Problems problems;

  AdminChecks(Problems problems) {
    this.problems = problems;
  }

  void check(ServexConfig config) {
    var admin = config.admin();
    if (config.audit().file().isPresent() && config.audit().file().get().isEmpty()) {
      problems.add("audit.file", "empty (expected: a file)");
    }
    if (!admin.enabled()) {
      return;
    }
    if (admin.token().isEmpty()) {
      problems.add("admin.token", "missing (expected: a token, since every request needs it)");
    } else if (admin.token().get().reveal().length() < SHORTEST_TOKEN) {
      problems.add(
          "admin.token", "too short (expected: at least " + SHORTEST_TOKEN + " characters)");
    }
    if (!admin.path().matches("(/[A-Za-z0-9._~-]+)+")) {
      problems.add("admin.path", admin.path() + " (expected: a path such as /admin)");
    }
    var server = config.server();
    for (var taken :
        List.of(
            server.healthPath(), server.readyPath(), server.metricsPath(), server.statusPath())) {
      if (taken.equals(admin.path()) || taken.startsWith(admin.path() + "/")) {
        problems.add("admin.path", admin.path() + " (expected: another path than " + taken + ")");
      }
    }
    if (!server.http().isEmpty()) {
      problems.advise(
          true, "admin.token", "passes the http listener in clear text (better: https alone)");
    }
  }
}
