/**
 * The data plane as a whole: {@link io.servex.core.DataPlane} puts the packages below together, in
 * the order in which a request passes them.
 */
package io.servex.core;
