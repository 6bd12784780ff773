package io.servex.plugin.ratelimit;

/**
 * What became of a request for a token.
 *
 * @param allowed whether there was one
 * @param remaining how many whole ones are left
 * @param fullMicros microseconds until the bucket is full
 * @param nextMicros microseconds until there is a token; 0 when there is one
 */
record Taken(boolean allowed, long remaining, long fullMicros, long nextMicros) {}
