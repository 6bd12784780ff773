/**
 * Guice, and nothing else but Guice. A valid configuration enters; the collaborators of a running
 * gateway leave. Start reading at {@link io.servex.server.wiring.GatewayModule}.
 */
package io.servex.server.wiring;
