/**
 * Which backend of an upstream answers a request: a strategy makes a picker for each snapshot of
 * eligible backends, and the picker picks. Start at {@link
 * io.servex.api.balancing.BalancingStrategy}.
 */
package io.servex.api.balancing;
