/**
 * Two filters out of the section {@code security}. {@link io.servex.plugin.security.SecurityFilter}
 * adds fields to every answer; {@link io.servex.plugin.security.CsrfFilter} hands tokens to
 * browsers and lets no changing request pass that does not bring its own back.
 */
package io.servex.plugin.security;
