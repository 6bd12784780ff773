package io.servex.server.config;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Secret;
import java.util.Optional;

/** The keys below {@code admin}. */
public record AdminSection(
    @Description("Whether lists of filters can be changed while the gateway runs") @Default("false")
        boolean enabled,
    @Description("Bearer token that every change and every look needs; at least 16 characters")
        Optional<Secret> token,
    @Description("Path below which the lists are") @Default("/admin") String path) {}
