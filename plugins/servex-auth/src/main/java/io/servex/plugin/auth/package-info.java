/**
 * Finds out who sends a request, and tells the backend. A request enters {@link
 * io.servex.plugin.auth.AuthFilter}; an identity, or the reason why there is none, leaves it.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth;
