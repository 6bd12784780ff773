/**
 * {@code servex dump}: reads what the traffic dump wrote. Files enter, compressed or not; counts or
 * the lines that were asked for leave. It streams: what it takes does not depend on how much there
 * is. Start reading at {@link io.servex.server.dump.DumpCommand}.
 */
package io.servex.server.dump;
