package io.servex.plugin.ratelimit.store;

import java.time.Duration;

/**
 * One limit, as a store has to keep it.
 *
 * @param name what tells it from the others of its filter, the same in each gateway with the same
 *     configuration: the paths of a location, with a space between them, and empty for all others
 * @param requests how many tokens come in an interval, 1 or more
 * @param interval 1 ms to 366 days
 * @param burst how many tokens a bucket holds, 1 or more
 * @param maxKeys for how many keys at one time the limit should be exact, where memory is bounded
 */
public record BucketLimit(String name, int requests, Duration interval, int burst, int maxKeys) {}
