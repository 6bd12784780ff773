/**
 * The traffic dump. Copies of exchanges enter through taps; lines of JSON leave through sinks.
 * Between them stand a bounded queue, whose overflow is dropped and counted, and one thread, which
 * alone encodes and may block. Start reading at {@link io.servex.dump.TrafficRecorder}.
 */
package io.servex.dump;
