/**
 * Where captured traffic goes: a sink takes one record for each exchange, as data and as a line of
 * JSON. Start at {@link io.servex.api.dump.DumpSink}.
 */
package io.servex.api.dump;
