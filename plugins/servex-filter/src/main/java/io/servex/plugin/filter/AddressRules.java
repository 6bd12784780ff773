package io.servex.plugin.filter;

import io.servex.api.http.AddressBlocks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are refused.
 *
 * <p><b>Threading:</b> immutable.
 */
final class AddressRules {
  private static final Refusal STRANGE =
      new Refusal(Refusal.Part.ADDRESS, "IP not in allowed list");

  private final AddressBlocks allowed;
  private final AddressBlocks blocked;
  private final List<Refusal> refusals;

  AddressRules(RuleSettings.Addresses settings) {
    this.allowed = AddressBlocks.parse(settings.allowed());
    this.blocked = AddressBlocks.parse(settings.blocked());
    this.refusals =
        settings.blocked().stream()
            .map(block ->
                new Refusal(
                    Refusal.Part.ADDRESS,
                    (block.indexOf('/') < 0 ? "blocked IP: " : "blocked IP range: ") + block))
            .toList();
  }

  /** Why an address is refused; null when it is not. */
  @Nullable Refusal check(String address) {
    var block = blocked.find(address);
    if (block != AddressBlocks.NOWHERE) {
      return refusals.get(block);
    }
    return allowed.isEmpty() || allowed.contains(address) ? null : STRANGE;
  }
}
