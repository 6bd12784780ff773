/**
 * Filters: what looks at a request before a backend does, and at every answer. Start reading at
 * {@link io.servex.api.filter.Filter}.
 */
package io.servex.api.filter;
