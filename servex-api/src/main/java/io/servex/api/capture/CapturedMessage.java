package io.servex.api.capture;

/**
 * A request or a response: its head as it was on the wire, and the first bytes of its body, without
 * framing.
 *
 * <p><b>Ownership:</b> the arrays belong to whoever holds the message last.
 *
 * @param head from the first byte to the empty line, that included
 * @param body the kept bytes of the body, from index 0
 * @param kept how many there are
 * @param size how many bytes of the body passed, kept or not
 * @param truncated whether there were more bytes than may be kept
 */
@SuppressWarnings("ArrayRecordComponent")
public record CapturedMessage(byte[] head, byte[] body, int kept, long size, boolean truncated) {}
