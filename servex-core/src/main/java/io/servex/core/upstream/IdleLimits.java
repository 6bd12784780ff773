package io.servex.core.upstream;

import java.time.Duration;

/**
 * How many connections may wait in the pools of all event loops together.
 *
 * @param total over all backends
 * @param perBackend for one backend
 * @param idle how long a connection may wait
 */
public record IdleLimits(int total, int perBackend, Duration idle) {}
