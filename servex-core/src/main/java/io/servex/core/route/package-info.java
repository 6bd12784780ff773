/**
 * Which rule. A trusted head enters; the first rule in file order that applies leaves, or why there
 * is none. Start reading at {@link io.servex.core.route.RouteTable}.
 */
package io.servex.core.route;
