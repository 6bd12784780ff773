package io.servex.api.plugin;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a configuration record throws when it refuses its values: all that it has against them. The
 * host shows each problem with the place of its value in the file. {@link SettingProblems} makes
 * it.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class SettingsException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /**
   * One value that is refused.
   *
   * @param key the value's key below the record, as in {@code blocked_ips[0]} or {@code
   *     passwords.memory}; empty when the record is refused as a whole
   * @param text the value and what was expected, {@code <value> (expected: <rule>)}
   * @param besides keys of other values that the rule compares this one with: while one of them is
   *     known to be wrong, nothing is said of this one
   */
  public record Problem(String key, String text, List<String> besides) {
    /** Copies the list. */
    public Problem {
      besides = List.copyOf(besides);
    }

    private String line() {
      return key.isEmpty() ? text : key + ": " + text;
    }
  }

  /**
   * Refuses values.
   *
   * @param problems what is wrong, in the order in which it is to be told; at least one
   */
  public SettingsException(List<Problem> problems) {
    super(problems.stream().map(Problem::line).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /**
   * What is wrong.
   *
   * @return the problems, in their order
   */
  public List<Problem> problems() {
    return problems;
  }
}
