/** Users and sessions of this process: {@link io.servex.plugin.auth.memory.MemoryStore}. */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth.memory;
