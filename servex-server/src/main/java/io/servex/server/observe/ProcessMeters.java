package io.servex.server.observe;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.ToLongFunction;

/** Numbers about the process: memory, threads, collector, descriptors, processor. */
public final class ProcessMeters {
  private static final double MIB = 1024.0 * 1024.0;

  private ProcessMeters() {}

  /** Registers them. */
  public static void register(Meters.Group group) {
    var runtime = Runtime.getRuntime();
    var threads = ManagementFactory.getThreadMXBean();
    group
        .gauge(
            Family.gauge("servex_memory_usage_mb", "Memory that the heap holds, in MiB."),
            () -> runtime.totalMemory() / MIB)
        .gauge(
            Family.gauge("servex_memory_alloc_mb", "Memory that objects take in the heap, in MiB."),
            () -> (runtime.totalMemory() - runtime.freeMemory()) / MIB)
        .gauge(Family.gauge("servex_threads", "Platform threads."), threads::getThreadCount)
        .counter(
            Family.counter("servex_gc_count_total", "Garbage collections."),
            () -> collectors(GarbageCollectorMXBean::getCollectionCount));
    jvm(group);
    system(group);
  }

  private static void jvm(Meters.Group group) {
    var memory = ManagementFactory.getMemoryMXBean();
    var classes = ManagementFactory.getClassLoadingMXBean();
    var buffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
    group
        .gauge(
            Family.gauge("servex_jvm_heap_used_bytes", "Used bytes of the heap."),
            () -> memory.getHeapMemoryUsage().getUsed())
        .gauge(
            Family.gauge("servex_jvm_heap_max_bytes", "Most bytes that the heap may take."),
            () -> memory.getHeapMemoryUsage().getMax())
        .gauge(
            Family.gauge("servex_jvm_nonheap_used_bytes", "Used bytes outside of the heap."),
            () -> memory.getNonHeapMemoryUsage().getUsed())
        .gauge(
            Family.gauge(
                "servex_jvm_direct_memory_bytes", "Bytes of the direct buffers of the JDK."),
            () ->
                buffers.stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum())
        .gauge(
            Family.gauge("servex_jvm_classes_loaded", "Classes that are loaded."),
            classes::getLoadedClassCount)
        .gauge(
            Family.gauge(
                "servex_jvm_gc_time_seconds", "Time spent in collections since the start."),
            () -> collectors(GarbageCollectorMXBean::getCollectionTime) / 1e3);
  }

  private static void system(Meters.Group group) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      group
          .gauge(
              Family.gauge("servex_cpu_usage_percent", "Share of all processors."),
              () -> Math.max(0, system.getProcessCpuLoad()) * 100)
          .gauge(
              Family.gauge("servex_process_cpu_seconds", "Processor time since the start."),
              () -> system.getProcessCpuTime() / 1e9);
      if (system instanceof UnixOperatingSystemMXBean unix) {
        group
            .gauge(
                Family.gauge("servex_process_open_fds", "Open file descriptors."),
                unix::getOpenFileDescriptorCount)
            .gauge(
                Family.gauge("servex_process_max_fds", "Most file descriptors."),
                unix::getMaxFileDescriptorCount);
      }
    }
  }

  private static long collectors(ToLongFunction<GarbageCollectorMXBean> number) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(number)
        .filter(value -> value > 0)
        .sum();
  }
}
