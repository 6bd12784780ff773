/**
 * What every kind of component shares: the provider that names and creates it, the values that its
 * configuration record may hold, and what the host hands to it. Start at {@link
 * io.servex.api.plugin.ComponentProvider}.
 */
package io.servex.api.plugin;
