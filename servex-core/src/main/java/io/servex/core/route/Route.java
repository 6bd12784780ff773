package io.servex.core.route;

/**
 * A compiled rule.
 *
 * @param index its place in the file, from 0
 * @param name its name
 * @param target where its requests go
 */
public record Route<T>(int index, String name, T target) {}
