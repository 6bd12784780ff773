/** Threads for what takes too long on an event loop. */
@org.jspecify.annotations.NullMarked
package io.servex.plugin.auth.work;
