/**
 * The program: {@link io.servex.server.Main} for the command line, {@link io.servex.server.Servex}
 * for embedding. Arguments or YAML enter; a running gateway leaves.
 */
package io.servex.server;
