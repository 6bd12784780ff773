/**
 * Active checks: a backend enters, whether it is well leaves. Start reading at {@link
 * io.servex.api.health.HealthProbe}.
 */
package io.servex.api.health;
