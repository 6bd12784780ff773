/**
 * The filter {@code static_files}. {@link io.servex.plugin.staticfiles.StaticFilesFilter} takes
 * what no rule took, {@link io.servex.plugin.staticfiles.FileTree} finds the file and lets nobody
 * out of its folder, and {@link io.servex.plugin.staticfiles.FileAnswer} answers with it, with a
 * range of it, or with 304.
 */
package io.servex.plugin.staticfiles;
