/**
 * Active checks: what is to be probed enters, changes of health leave. Start reading at {@link
 * io.servex.health.HealthMonitor}.
 */
package io.servex.health;
