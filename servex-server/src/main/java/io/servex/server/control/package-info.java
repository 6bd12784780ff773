/**
 * How a running gateway is told to do something: by a signal, by a change of its files, by the
 * command line. A word enters, the gateway acts, a report leaves. Start reading at {@link
 * io.servex.server.control.Reloads}.
 */
package io.servex.server.control;
