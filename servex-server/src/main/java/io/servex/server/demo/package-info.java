/**
 * The demonstration: backends inside the process, and a gateway in front of them. Start reading at
 * {@link io.servex.server.demo.Demonstration}.
 */
package io.servex.server.demo;
