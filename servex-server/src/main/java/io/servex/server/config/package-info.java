/**
 * YAML, environment and defaults into records. Text enters; a {@link
 * io.servex.server.config.ServexConfig} leaves, or every problem at once, each with its place.
 * Start reading at {@link io.servex.server.config.ConfigLoader}.
 */
package io.servex.server.config;
