/**
 * Where a limit keeps what each client has left, for whoever writes a store of their own: a {@link
 * io.servex.plugin.ratelimit.store.BucketStoreProvider} in a jar beside this plugin's creates a
 * {@link io.servex.plugin.ratelimit.store.BucketStore}, which has {@link
 * io.servex.plugin.ratelimit.store.Buckets} for each limit.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.ratelimit.store;
