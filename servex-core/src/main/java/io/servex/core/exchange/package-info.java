/**
 * One request's life, whatever the protocol. A trusted head enters; the answer of a backend, or one
 * of the gateway's own, leaves. Start reading at {@link io.servex.core.exchange.Exchange}.
 */
package io.servex.core.exchange;
