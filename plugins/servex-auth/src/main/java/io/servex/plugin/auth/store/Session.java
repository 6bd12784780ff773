package io.servex.plugin.auth.store;

import java.time.Instant;

/**
 * What a user has after signing in. All refresh tokens that follow one another belong to one
 * session, and only the last of them is good.
 *
 * @param id names the session, in all its tokens
 * @param userId whose it is
 * @param tokenHash SHA-256 of the whole refresh token that is good now, in hexadecimal digits
 * @param expires when that token does
 */
public record Session(String id, String userId, String tokenHash, Instant expires) {}
