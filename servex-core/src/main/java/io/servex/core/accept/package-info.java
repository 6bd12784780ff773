/**
 * Sockets, TLS and limits. Connections enter; each one that may stay gets its pipeline on one event
 * loop. Start reading at {@link io.servex.core.accept.Listener}.
 */
package io.servex.core.accept;
