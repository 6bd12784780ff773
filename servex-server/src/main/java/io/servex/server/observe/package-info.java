/**
 * Logs. Events of the gateway enter; lines on the standard error stream leave. Start reading at
 * {@link io.servex.server.observe.Logs}.
 */
package io.servex.server.observe;
