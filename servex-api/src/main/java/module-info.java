/**
 * What a plugin compiles against: the SPI of Servex and the types that cross it.
 *
 * <p>It requires the JDK alone. A plugin needs nothing else to compile or to run.
 */
@org.jspecify.annotations.NullMarked
module io.servex.api {
  requires static org.jspecify;

  exports io.servex.api.balancing;
  exports io.servex.api.capture to
      io.servex.core,
      io.servex.dump,
      io.servex.server;
  exports io.servex.api.discovery;
  exports io.servex.api.dump;
  exports io.servex.api.exchange;
  exports io.servex.api.filter;
  exports io.servex.api.health;
  exports io.servex.api.http;
  exports io.servex.api.plugin;
  exports io.servex.api.routing;
}
