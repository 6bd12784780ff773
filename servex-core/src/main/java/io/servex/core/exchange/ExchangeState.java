package io.servex.core.exchange;

/** Where in its life an exchange is. {@link Transitions} says what may follow what. */
public enum ExchangeState {
  /** The head is looked at: nothing was sent anywhere. */
  RECEIVED,
  /** A connection to a backend is awaited. */
  CONNECTING,
  /** The request is on its way, no final response head was seen. */
  AWAITING,
  /** The response is relayed. */
  RELAYING,
  /** Bytes pass both ways after an upgrade. */
  TUNNELLING,
  /** It is over. */
  DONE
}
