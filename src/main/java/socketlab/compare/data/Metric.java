// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.data;

import java.util.List;
import java.util.Optional;

/**
 * What is measured in a round. "Of the whole process" is: all its threads, and its children's where
 * a server is several processes.
 */
public enum Metric {
  /** User and system time of the whole process, over requests that were answered. */
  CPU("cpuMicrosPerRequest", "server CPU", "µs/request", Better.LOWER),
  /** Its part in user code; the kernel tells it in ticks of 10 ms, so it is coarser. */
  USER("userMicrosPerRequest", "user CPU", "µs/request", Better.LOWER),
  /** Its part in the kernel, likewise. */
  SYSTEM("systemMicrosPerRequest", "system CPU", "µs/request", Better.LOWER),
  THROUGHPUT("requestsPerSecond", "throughput", "requests/s", Better.HIGHER),
  /** Voluntary and involuntary, of the threads that stayed; nobody counts those of ended ones. */
  SWITCHES("contextSwitchesPerRequest", "context switches", "/request", Better.LOWER),
  /** Told by the lab's own servers; of others nobody counts them. */
  SYSTEM_CALLS("systemCallsPerRequest", "system calls", "/request", Better.LOWER),
  /** Likewise. */
  WAKE_UPS("wakeUpsPerRequest", "wake-ups", "/request", Better.LOWER),
  /** In RAM while the round was under way. */
  MEMORY("residentBytes", "memory", "bytes", Better.LOWER),
  /** The round's connections over the process's threads. */
  CONNECTIONS("connectionsPerThread", "connections", "/thread", Better.HIGHER),
  /** Corrected: from the intended start of each request. */
  P50("p50Micros", "P50", "µs", Better.LOWER),
  P75("p75Micros", "P75", "µs", Better.LOWER),
  P90("p90Micros", "P90", "µs", Better.LOWER),
  P99("p99Micros", "P99", "µs", Better.LOWER),
  P999("p999Micros", "P99.9", "µs", Better.LOWER),
  P9999("p9999Micros", "P99.99", "µs", Better.LOWER),
  MAX("maxMicros", "max", "µs", Better.LOWER),
  /** Of the load generator, not of the server: user and system time of its whole process. */
  GENERATOR_CPU("generatorCpuMicrosPerRequest", "generator CPU", "µs/request", Better.LOWER),
  /** Of all publishers together: the time that each message took of it, until it was confirmed. */
  MESSAGE_TIME("microsPerMessage", "time", "µs/message", Better.LOWER),
  /** What the generator was told to offer. */
  ASKED("askedRequestsPerSecond", "asked rate", "requests/s", Better.HIGHER),
  /** What one more idle connection adds to the whole process. */
  IDLE_CONNECTION("bytesPerIdleConnection", "memory", "bytes/connection", Better.LOWER),
  /** What the server's own threads allocate in the steady state. */
  ALLOCATION("allocatedBytesPerRequest", "allocation", "bytes/request", Better.LOWER),
  /** From the start of the process to the end of its first answer. */
  FIRST_ANSWER("firstAnswerMillis", "first answer", "ms", Better.LOWER),
  /** From the start of a command to its end. */
  COMMAND("commandMillis", "command", "ms", Better.LOWER),
  /** In RAM, of a server that has had one connection and nothing to do since. */
  AT_REST("megabytesAtRest", "memory at rest", "MB", Better.LOWER),
  /** User and system time of the whole process, over notifications that clients got. */
  DELIVERY_CPU("cpuMicrosPerDelivery", "server CPU", "µs/notification", Better.LOWER),
  /** From publishing a notification to its arrival at a client, of all clients. */
  DELAY_P50("delayP50Micros", "delay P50", "µs", Better.LOWER),
  DELAY_P99("delayP99Micros", "delay P99", "µs", Better.LOWER),
  DELAY_MAX("delayMaxMicros", "delay max", "µs", Better.LOWER),
  /** Both directions, heads and frames with it, as TCP carried it. */
  DELIVERY_BYTES("bytesPerDelivery", "wire", "bytes/notification", Better.LOWER),
  DELIVERY_REQUESTS("requestsPerDelivery", "requests", "/notification", Better.LOWER),
  /** Voluntary and involuntary, as the kernel counts them: how often the server slept and woke. */
  DELIVERY_SWITCHES(
      "contextSwitchesPerDelivery", "context switches", "/notification", Better.LOWER),
  /** What one more client adds to the whole process, in RAM, told and connected. */
  CLIENT_MEMORY("bytesPerClient", "memory", "bytes/client", Better.LOWER);

  /** Which way is up. */
  public enum Better {
    LOWER,
    HIGHER
  }

  private final String id;
  private final String title;
  private final String unit;
  private final Better better;

  Metric(String id, String title, String unit, Better better) {
    this.id = id;
    this.title = title;
    this.unit = unit;
    this.better = better;
  }

  /** Its name in {@code campaign.json}. */
  public String id() {
    return id;
  }

  /** Its name in tables. */
  public String title() {
    return title;
  }

  public String unit() {
    return unit;
  }

  public Better better() {
    return better;
  }

  public static Optional<Metric> byId(String id) {
    return List.of(values()).stream().filter(metric -> metric.id.equals(id)).findFirst();
  }
}
