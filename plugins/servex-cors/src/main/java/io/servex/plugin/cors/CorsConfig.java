package io.servex.plugin.cors;

import io.servex.api.plugin.Default;
import io.servex.api.plugin.Description;
import io.servex.api.plugin.Range;
import java.util.List;

/** What other origins may do. */
record CorsConfig(
    @Description(
            "Origins that may read answers: `https://a.example`, `https://*.example.com` for all names below, `null`, or `*` for any")
        @Default("[*]")
        List<String> allowOrigins,
    @Description("Methods that they may use; `*` for any")
        @Default("[GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH]")
        List<String> allowMethods,
    @Description("Fields that they may send; `*` for any")
        @Default("[Accept, Authorization, Content-Type, X-CSRF-Token]")
        List<String> allowHeaders,
    @Description("Fields of answers that scripts may read") @Default("[]")
        List<String> exposeHeaders,
    @Description("Whether cookies and other credentials may be sent along") @Default("false")
        boolean allowCredentials,
    @Description(
            "Seconds for which a browser may remember a permission; 0 leaves it to the browser")
        @Default("0")
        @Range(max = 86_400)
        int maxAge,
    @Description("Paths without any of this, whatever is included") @Default("[]")
        List<String> excludePaths,
    @Description("Paths to which it applies; empty for all") @Default("[]")
        List<String> includePaths) {}
