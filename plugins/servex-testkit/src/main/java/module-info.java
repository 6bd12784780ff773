/**
 * What plugins are tested with: a contract for each kind of component, and the real gateway around
 * a plugin.
 */
@org.jspecify.annotations.NullMarked
module io.servex.testkit {
  requires transitive io.servex.api;
  requires java.management;
  requires jdk.httpserver;
  requires jdk.management;
  requires transitive org.junit.jupiter.api;
  requires static org.junit.platform.launcher;
  requires static org.jspecify;

  exports io.servex.testkit;
}
