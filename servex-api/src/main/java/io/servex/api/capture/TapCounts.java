package io.servex.api.capture;

/**
 * What became of one tap's captures. What is neither written nor dropped is on its way.
 *
 * @param rule the rule's name
 * @param accepted exchanges that were captured
 * @param written those that the sink has
 * @param dropped those that it will never have
 * @param bytes what the sink has, in bytes of lines
 */
public record TapCounts(String rule, long accepted, long written, long dropped, long bytes) {}
