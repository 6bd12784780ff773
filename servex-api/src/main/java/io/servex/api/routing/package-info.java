/**
 * Conditions on a request that decide whether a rule applies. Start at {@link
 * io.servex.api.routing.RouteMatcher}.
 */
package io.servex.api.routing;
