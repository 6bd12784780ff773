package io.servex.core.accept;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import io.servex.core.decode.Pressure;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Measures the {@link Pressure} on the process twice a second, on a thread of its own: counting
 * descriptors reads a directory, which no event loop should wait for.
 */
public final class PressureGauge implements AutoCloseable {
  private static final long PERIOD_MILLIS = 500;

  private final Pressure pressure;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("servex-pressure").unstarted(task));
  private final long directMemory = directMemory();

  /** Starts to measure. */
  public PressureGauge(Pressure pressure) {
    this.pressure = pressure;
    var measuring =
        thread.scheduleAtFixedRate(
            this::measure, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    assert !measuring.isDone();
  }

  private void measure() {
    var memory = (double) PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() / directMemory;
    pressure.measured(new Pressure.Sample(memory, descriptorShare(), pressure.takeLateNanos()));
  }

  private static double descriptorShare() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            && unix.getMaxFileDescriptorCount() > 0
        ? (double) unix.getOpenFileDescriptorCount() / unix.getMaxFileDescriptorCount()
        : 0;
  }

  /** How many descriptors the process may open; 0 where that is unknown. */
  public static long descriptorLimit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }

  private static long directMemory() {
    var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    var set = bean == null ? 0 : Long.parseLong(bean.getVMOption("MaxDirectMemorySize").getValue());
    return set > 0 ? set : Runtime.getRuntime().maxMemory();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
