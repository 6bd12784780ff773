/**
 * Where users and their sessions are kept, for whoever writes a store of their own: an {@link
 * io.servex.plugin.auth.store.AuthStoreProvider} in a jar beside this plugin's creates an {@link
 * io.servex.plugin.auth.store.AuthStore}.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth.store;
