/**
 * Runs the contract tests that the jar of a plugin carries, where neither Maven nor the project of
 * the plugin is: a folder of classes enters, a line for each test leaves. {@code servex plugins
 * verify} starts it as a process of its own. Start reading at {@link
 * io.servex.testkit.carried.CarriedContracts}.
 */
package io.servex.testkit.carried;
