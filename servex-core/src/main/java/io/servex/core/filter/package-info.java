/**
 * What looks at a request before a backend does, and at every answer. A head enters; a verdict
 * leaves: go on, or the answer instead. Start reading at {@link io.servex.core.filter.FilterRun}.
 */
package io.servex.core.filter;
