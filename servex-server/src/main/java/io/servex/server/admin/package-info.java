/**
 * The gateway's own endpoints: health, readiness, metrics, status, and those that a program adds. A
 * request for one of their paths enters, an answer leaves. Start reading at {@link
 * io.servex.server.admin.OffLoop}, which takes the work off the event loops.
 */
package io.servex.server.admin;
