package io.servex.core.decode;

import java.time.Duration;

/**
 * How long a client's connection may take for what.
 *
 * @param firstByte from the connection to the first byte
 * @param head from the first byte of a head to its end
 * @param request from the first byte of a head to the end of the body
 * @param bodyIdle between two parts of a request's body
 * @param idle between two requests
 * @param tunnelIdle without a byte in either direction of a tunnel
 */
public record ConnectionTimeouts(
    Duration firstByte,
    Duration head,
    Duration request,
    Duration bodyIdle,
    Duration idle,
    Duration tunnelIdle) {}
