package io.servex.server.config;

/**
 * Something that works and is unwise.
 *
 * @param minor whether only those who ask for more want to know
 * @param line its place, its path and what would be better
 */
public record Advice(boolean minor, String line) {}
