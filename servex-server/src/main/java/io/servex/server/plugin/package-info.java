/**
 * Drop-in jars: from files in a folder to providers. A folder enters; what is installed, and why
 * something is not, leaves. Each plugin lives in a module layer of its own, over the boot layer: it
 * sees the api and the JDK, and brings its own libraries. Faults are contained; a security boundary
 * it is not. Start reading at {@link io.servex.server.plugin.InstalledPlugins}.
 */
package io.servex.server.plugin;
