package io.servex.core.exchange;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/** Which state of an exchange may follow which: the whole table. */
final class Transitions {
  private static final Map<ExchangeState, EnumSet<ExchangeState>> ALLOWED =
      new EnumMap<>(
          Map.of(
              ExchangeState.RECEIVED,
                  EnumSet.of(ExchangeState.CONNECTING, ExchangeState.RELAYING, ExchangeState.DONE),
              ExchangeState.CONNECTING,
                  EnumSet.of(ExchangeState.CONNECTING, ExchangeState.AWAITING, ExchangeState.DONE),
              ExchangeState.AWAITING,
                  EnumSet.of(
                      ExchangeState.CONNECTING,
                      ExchangeState.RELAYING,
                      ExchangeState.TUNNELLING,
                      ExchangeState.DONE),
              ExchangeState.RELAYING, EnumSet.of(ExchangeState.DONE),
              ExchangeState.TUNNELLING, EnumSet.of(ExchangeState.DONE),
              ExchangeState.DONE, EnumSet.noneOf(ExchangeState.class)));

  private Transitions() {}

  static boolean allowed(ExchangeState from, ExchangeState to) {
    var targets = ALLOWED.get(from);
    return targets != null && targets.contains(to);
  }
}
