/**
 * The filter {@code compression}: {@link io.servex.plugin.compression.CompressionFilter} decides by
 * the head of an answer, {@link io.servex.plugin.compression.Negotiation} by what the client
 * accepts, and {@link io.servex.plugin.compression.DeflateBody} compresses while the body streams,
 * or {@link io.servex.plugin.compression.StreamBody} with a library that somebody added.
 */
package io.servex.plugin.compression;
