/**
 * Checks that a request passes before it is routed. A head enters; a verdict leaves: go on, or the
 * answer instead. Start reading at {@link io.servex.core.filter.BearerToken}.
 */
package io.servex.core.filter;
