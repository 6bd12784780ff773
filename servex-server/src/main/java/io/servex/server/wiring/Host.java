package io.servex.server.wiring;

import io.servex.server.observe.ComponentMeters;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What all contexts share.
 *
 * @param meters where components count
 * @param data the folder of their data; null where there is none
 * @param failureBudget failures within a minute before a component is left alone; 0 for any number
 * @param allocationSampling one call in so many is looked at for what it allocates; 0 for none
 */
record Host(
    ComponentMeters meters, @Nullable Path data, int failureBudget, int allocationSampling) {}
