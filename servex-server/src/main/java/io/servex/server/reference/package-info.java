/**
 * What is written about the configuration by the records themselves: the reference, the schema for
 * editors and the sample. Records enter; Markdown, JSON, YAML and {@code .env} leave. Start reading
 * at {@link io.servex.server.reference.MarkdownReference}.
 */
package io.servex.server.reference;
