/**
 * The filter {@code cache}: {@link io.servex.plugin.cache.CacheFilter} writes the fields that tell
 * caches what to do, and answers conditional requests by {@link io.servex.plugin.cache.Validators}.
 * Nothing is stored here.
 */
package io.servex.plugin.cache;
