/**
 * Connect, relay, recycle. A request and a chosen backend enter; the backend's response leaves, and
 * its connection goes back to the pool of the event loop. Start reading at {@link
 * io.servex.core.upstream.UpstreamConnection}.
 */
package io.servex.core.upstream;
