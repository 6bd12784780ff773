package io.servex.api.discovery;

import java.net.URI;

/**
 * A backend that was found.
 *
 * @param url {@code http://host:port} or {@code https://host:port}, perhaps with a path
 * @param weight its share of the traffic, from 0 to 1,000,000; 0 for no new requests
 */
public record DiscoveredBackend(URI url, int weight) {}
