/**
 * Which backend. A routed request enters; a backend with a place taken on it leaves, or why there
 * is none. Start reading at {@link io.servex.core.select.LoadBalancer}.
 */
package io.servex.core.select;
