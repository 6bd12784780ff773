package io.servex.server.config;

import io.servex.server.plugin.Components;

/**
 * A configuration, and the components that it was validated against: the ones to build it of.
 *
 * @param config what was configured
 * @param components what was installed at that moment
 */
public record Setup(ServexConfig config, Components components) {}
