package acme.sticky;

import io.servex.api.plugin.Description;

/** The settings of {@code acme.sticky}. */
public record StickyConfig(
    @Description("The header field that requests of one session have in common") String header) {}
