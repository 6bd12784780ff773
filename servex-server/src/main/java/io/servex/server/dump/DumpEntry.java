package io.servex.server.dump;

/**
 * What the statistics and the filters need of one line.
 *
 * @param timestamp as it stands there
 * @param rule the rule's name
 * @param backend the backend's URL; empty for none
 * @param path the path of the request
 * @param status the status
 * @param durationMillis how long it took
 */
record DumpEntry(
    String timestamp, String rule, String backend, String path, int status, long durationMillis) {}
