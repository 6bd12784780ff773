/**
 * Refuses requests by address, user agent, fields and query. {@link
 * io.servex.plugin.filter.AccessFilter} finds the rules for a path, and {@link
 * io.servex.plugin.filter.RuleSet} asks them in turn.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.filter;
