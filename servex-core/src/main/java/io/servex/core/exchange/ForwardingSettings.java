package io.servex.core.exchange;

/**
 * What is added to, or kept of, a forwarded head.
 *
 * @param appendForwarded whether X-Forwarded-For of an untrusted peer is kept and appended to
 * @param via whether a Via field is added
 * @param stripAuthorization whether the Authorization field was the gateway's own
 */
public record ForwardingSettings(
    boolean appendForwarded, boolean via, boolean stripAuthorization) {}
