/**
 * Where backends are: names of hosts become addresses, files and service records become lists of
 * backends, each for as long as it is good. Start reading at {@link
 * io.servex.server.discovery.HostNames}.
 */
package io.servex.server.discovery;
