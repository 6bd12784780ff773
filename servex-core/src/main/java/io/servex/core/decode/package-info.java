/**
 * Bytes into a trustworthy head. Raw bytes of a connection enter; a {@link
 * io.servex.core.decode.DecodedRequest} whose framing, target and fields passed every check leaves,
 * or a {@link io.servex.core.decode.Rejection}. Start reading at {@link
 * io.servex.core.decode.Http1HeadParser}.
 */
package io.servex.core.decode;
