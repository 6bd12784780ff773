/**
 * The parts of a message as a plugin sees them, whatever the protocol version: validated, decoded
 * and free of framing. Start at {@link io.servex.api.http.RequestHead}.
 */
package io.servex.api.http;
