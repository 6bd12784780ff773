package acme.sticky;

import io.servex.api.plugin.Description;
import io.servex.api.plugin.SettingProblems;

/** The settings of {@code acme.sticky}. */
public record StickyConfig(
    @Description("The header field that requests of one session have in common") String header) {
  /** Refuses what is no field's name. */
  public StickyConfig {
    var problems = new SettingProblems();
    problems.check(
        header.matches("[A-Za-z0-9-]+"), "header", header, "letters, digits and hyphens");
    problems.raise();
  }
}
