package io.servex.core.exchange;

/**
 * How long the parts of an exchange may take, in nanoseconds; 0 means no limit.
 *
 * @param connect to open one connection, with its TLS handshake
 * @param responseHead from the request's end to the response's head
 * @param streamIdle between two parts of a response's body
 */
public record ExchangeTimeouts(long connect, long responseHead, long streamIdle) {}
