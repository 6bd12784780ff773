/**
 * The agreement between the data plane, which copies what passes, and the module that turns the
 * copies into records. It is for the gateway's own modules, not for plugins. Start at {@link
 * io.servex.api.capture.Tap}.
 */
package io.servex.api.capture;
