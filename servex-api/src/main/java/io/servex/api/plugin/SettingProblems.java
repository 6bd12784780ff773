package io.servex.api.plugin;

import io.servex.api.http.AddressBlock;
import io.servex.api.http.PathPatterns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Collects what is wrong with the values of a configuration record, so that all of it is told at
 * once, each with its place in the file:
 *
 * <pre>{@code
 * record GreetingConfig(String name, List<String> greetings) {
 *   GreetingConfig {
 *     var problems = new SettingProblems();
 *     problems.check(!name.isBlank(), "name", name, "a name");
 *     problems.each("greetings", greetings, text -> text.length() < 80, "less than 80 characters");
 *     problems.raise();
 *   }
 * }
 * }</pre>
 *
 * <p>Keys are written as in YAML: {@code max_age} for the component {@code maxAge}. The host tells
 * of a value but once: what it could not read itself, and replaced by the default, it does not tell
 * again.
 *
 * <p><b>Threading:</b> for one thread.
 */
public final class SettingProblems {
  private final List<SettingsException.Problem> found = new ArrayList<>();

  /** Begins with none. */
  public SettingProblems() {}

  /**
   * Adds a problem.
   *
   * @param key the value's key below the record, as in {@code blocked_ips[0]}; empty for the record
   *     as a whole
   * @param text the value and what was expected, {@code <value> (expected: <rule>)}
   * @param besides keys of other values that this one was compared with
   */
  public void add(String key, String text, String... besides) {
    found.add(new SettingsException.Problem(key, text, List.of(besides)));
  }

  /**
   * Adds a problem unless a value is sound.
   *
   * @param sound whether it is
   * @param key the value's key below the record
   * @param value the value; a {@link Secret} is masked, and what is inside an {@link Optional}
   *     stands for it
   * @param expected what would be sound, as in {@code 1 or more}
   * @param besides keys of other values that this one was compared with
   */
  public void check(boolean sound, String key, Object value, String expected, String... besides) {
    if (!sound) {
      add(key, shown(value) + " (expected: " + expected + ")", besides);
    }
  }

  /**
   * Adds a problem for each element of a list that is not sound.
   *
   * @param key the list's key below the record
   * @param values the list
   * @param sound whether one is
   * @param expected what would be sound
   */
  public <T> void each(String key, List<T> values, Predicate<? super T> sound, String expected) {
    for (var i = 0; i < values.size(); i++) {
      check(sound.test(values.get(i)), element(key, i), String.valueOf(values.get(i)), expected);
    }
  }

  /**
   * Adds a problem for each element of a list that cannot be read.
   *
   * @param key the list's key below the record
   * @param values the list
   * @param reader reads one, and refuses it with an {@link IllegalArgumentException} whose message
   *     becomes the text of the problem
   */
  public <T> void readEach(String key, List<T> values, Function<? super T, ?> reader) {
    for (var i = 0; i < values.size(); i++) {
      var value = values.get(i);
      read(element(key, i), () -> reader.apply(value));
    }
  }

  /**
   * Adds a problem if a value cannot be read.
   *
   * @param key the value's key below the record
   * @param reader reads it, and refuses it with an {@link IllegalArgumentException} whose message
   *     becomes the text of the problem; the problems of a {@link SettingsException} are added with
   *     their own keys, below this one
   * @param besides keys of other values that are read with it
   */
  public void read(String key, Supplier<?> reader, String... besides) {
    try {
      var read = reader.get();
      assert read != null : key;
    } catch (SettingsException e) {
      e.problems()
          .forEach(one ->
              found.add(
                  new SettingsException.Problem(below(key, one.key()), one.text(), one.besides())));
    } catch (IllegalArgumentException e) {
      add(key, String.valueOf(e.getMessage()), besides);
    }
  }

  /**
   * Adds a problem for each pattern of a list that can match no path.
   *
   * @param key the list's key below the record
   * @param patterns as {@link PathPatterns} reads them
   */
  public void paths(String key, List<String> patterns) {
    readEach(key, patterns, pattern -> new PathPatterns(List.of(pattern)));
  }

  /**
   * Adds a problem for each element of a list that is neither an address nor a block of them.
   *
   * @param key the list's key below the record
   * @param blocks as {@link AddressBlock#parse} reads them
   */
  public void addresses(String key, List<String> blocks) {
    readEach(key, blocks, AddressBlock::parse);
  }

  /**
   * Whether there is none yet.
   *
   * @return true when nothing is wrong so far
   */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Refuses the values if anything is wrong with them: to be called last.
   *
   * @throws SettingsException with all problems, if there is any
   */
  public void raise() {
    if (!found.isEmpty()) {
      throw new SettingsException(found);
    }
  }

  private static String element(String key, int index) {
    return key + "[" + index + "]";
  }

  private static String below(String key, String rest) {
    return rest.isEmpty() ? key : key.isEmpty() ? rest : key + "." + rest;
  }

  /** A value as somebody would write it in YAML. */
  private static String shown(Object value) {
    return switch (value) {
      case Optional<?> optional when optional.isEmpty() -> "missing";
      case Optional<?> optional -> shown(optional.get());
      case Duration duration -> shown(duration);
      case String text -> text.isEmpty() ? "empty" : text;
      default -> value.toString();
    };
  }

  private static String shown(Duration duration) {
    var nanos = duration.toNanos();
    var units = List.of("h", "m", "s", "ms", "us");
    var sizes = List.of(3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L);
    for (var i = 0; i < units.size() && nanos != 0; i++) {
      if (nanos % sizes.get(i) == 0) {
        return nanos / sizes.get(i) + units.get(i);
      }
    }
    return nanos == 0 ? "0" : nanos + "ns";
  }
}
