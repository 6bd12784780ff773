/**
 * What may be known of exchanges while they run, for those who only watch. Start at {@link
 * io.servex.api.exchange.ExchangeListener}.
 */
package io.servex.api.exchange;
