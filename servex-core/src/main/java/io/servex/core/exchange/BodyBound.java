package io.servex.core.exchange;

import io.servex.core.decode.LocalResponse;

/**
 * How long the body of a request may become.
 *
 * @param most bytes
 * @param refusal what is answered to a longer one
 * @param by the type of the filter that says so
 */
record BodyBound(long most, LocalResponse refusal, String by) {}
