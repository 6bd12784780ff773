/**
 * The data plane: bytes in, bytes out. Its packages, in alphabetical order, are the way of a
 * request.
 */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({"module", "requires-automatic"})
module io.servex.core {
  requires transitive io.servex.api;
  requires static org.jspecify;
  requires re2j;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires java.management;
  requires jdk.management;
  requires org.slf4j;

  exports io.servex.core to
      io.servex.server;
  exports io.servex.core.accept to
      io.servex.server;
  exports io.servex.core.decode to
      io.servex.server;
  exports io.servex.core.exchange to
      io.servex.server;
  exports io.servex.core.filter to
      io.servex.server;
  exports io.servex.core.route to
      io.servex.server;
  exports io.servex.core.select to
      io.servex.server;
  exports io.servex.core.upstream to
      io.servex.server;
}
