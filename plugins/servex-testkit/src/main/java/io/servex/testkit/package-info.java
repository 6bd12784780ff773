/**
 * Contracts for components: a test class extends the contract of its kind, names a provider and a
 * configuration, and inherits the tests. What they need (backends, requests, a context) can be used
 * on its own. Start reading at {@link io.servex.testkit.BalancingStrategyContract}.
 */
package io.servex.testkit;
