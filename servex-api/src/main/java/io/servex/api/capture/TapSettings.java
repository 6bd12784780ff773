package io.servex.api.capture;

import java.util.List;

/**
 * What one rule's tap captures.
 *
 * @param rule the rule's name
 * @param loadBalancing the type of its strategy
 * @param sampleRate the share of exchanges, 0 to 1
 * @param bodyLimit the most bytes of each body; 0 for none
 * @param responses whether responses are captured
 * @param redacted names of fields whose values are masked, in any case
 */
public record TapSettings(
    String rule,
    String loadBalancing,
    double sampleRate,
    int bodyLimit,
    boolean responses,
    List<String> redacted) {
  /** Copies the list. */
  public TapSettings {
    redacted = List.copyOf(redacted);
  }
}
