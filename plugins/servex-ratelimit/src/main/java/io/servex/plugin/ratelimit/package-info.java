/**
 * Limits how often a client may ask. {@link io.servex.plugin.ratelimit.RateLimitFilter} finds the
 * limit and the client's key, {@link io.servex.plugin.ratelimit.store.BucketStore} keeps what each
 * key has left ({@link io.servex.plugin.ratelimit.MemoryStore} unless another one is chosen), and
 * {@link io.servex.plugin.ratelimit.Rate} is the arithmetic.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.ratelimit;
