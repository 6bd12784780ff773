/**
 * The built-in balancing strategies. The eligible backends of a rule enter; a pick for each request
 * leaves. Start reading at {@link io.servex.lb.RoundRobin}.
 */
package io.servex.lb;
