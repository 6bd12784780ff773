/** Where users and their sessions are kept: {@link io.servex.plugin.auth.store.AuthStore}. */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth.store;
