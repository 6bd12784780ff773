/**
 * Users with passwords: what they may ask for over HTTP, and the tokens that they get. Start
 * reading at {@link io.servex.plugin.auth.account.AccountEndpoints}.
 */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth.account;
