/**
 * Finding the backends of a rule while the gateway runs. A name, a file or a registry enters; lists
 * of backends leave, each for a while. Start reading at {@link
 * io.servex.api.discovery.BackendDiscovery}.
 */
package io.servex.api.discovery;
