package io.servex.core.exchange;

import io.servex.core.decode.DecodedRequest;

/**
 * How the gateway takes part in distributed traces.
 *
 * @param sampleRate the share of traces begun here that backends are asked to record, 0 to 1
 */
public record Tracing(double sampleRate) {
  Trace begin(DecodedRequest request) {
    return Trace.of(request.fields(), sampleRate);
  }
}
