/**
 * Users and sessions in a database: {@link io.servex.plugin.auth.jdbc.JdbcStoreProvider} connects,
 * and {@link io.servex.plugin.auth.jdbc.JdbcStore} asks.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth.jdbc;
