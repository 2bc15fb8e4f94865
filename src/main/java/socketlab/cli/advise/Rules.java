// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import static socketlab.cli.advise.Need.BLOCKS;
import static socketlab.cli.advise.Need.BURN;
import static socketlab.cli.advise.Need.FEW_LONG;
import static socketlab.cli.advise.Need.FEW_SHORT;
import static socketlab.cli.advise.Need.MANY_LONG;
import static socketlab.cli.advise.Need.MANY_SHORT;
import static socketlab.cli.advise.Need.MEAN;
import static socketlab.cli.advise.Need.NEVER_BLOCKS;
import static socketlab.cli.advise.Need.ONE_CPU;
import static socketlab.cli.advise.Need.SEVERAL_CPUS;
import static socketlab.cli.advise.Need.TAIL;
import static socketlab.cli.advise.Need.WAIT;
import static socketlab.cli.advise.Reason.because;
import static socketlab.cli.advise.Rule.advise;
import static socketlab.cli.advise.Rule.who;

import java.util.List;

/**
 * Which pattern for whom. The first row that fits is the advice: first those whose code blocks, for
 * a thread must not be held up then; then those with one CPU, who have nothing to divide; then
 * those who divide their work among several CPUs.
 */
final class Rules {
  private static final Reason NO_NEIGHBOURS =
      because(
          "A handler that blocks holds up whoever shares its thread: {} others waited for one"
              + " blocked request in a pool of readers, and {} where each connection has a thread.",
          "head-of-line",
          "reader-pool, 1 blocked: others that wait",
          "virtual-threads, 1 blocked: others that wait");

  private static final Reason FREE_WORKER =
      because(
          "A message goes to a worker that is free: {} others waited for one long request, and {}"
              + " in a pool of readers, where they share its thread.",
          "head-of-line",
          "message-balancing, 1 blocked: others that wait",
          "reader-pool, 1 blocked: others that wait");

  private static final Reason THREADS_THAT_WAIT =
      because(
          "Every thread that waits leaves its CPU to others: with many times the threads, a server"
              + " whose handlers wait answered {} times the requests a second.",
          "process-and-thread",
          "waits: requests a second");

  private static final Reason THREADS_THAT_COMPUTE =
      because(
          "Threads that compute share the CPUs in slices: with many times the threads, {} times the"
              + " requests for the same CPU time, and {} times the switches a request.",
          "process-and-thread",
          "computes: requests per CPU second",
          "computes: switches per request");

  private static final Reason ONE_QUEUE =
      because(
          "One queue for all beats a queue for each when the tail counts: with a queue for each,"
              + " the time of the middle of all answers spread {} times as far, at {} times the"
              + " mean time.",
          "same-mean-different-tail",
          "shards / one queue: middle 80 %",
          "shards / one queue: mean time");

  private static final Reason UNEVEN_HASH =
      because(
          "The kernel's hash is uneven with few connections: two of them met on the same shard in"
              + " {} of all cases.",
          "shard-balance",
          "pairs on 3 shards that met on one");

  private static final Reason COST_OF_ACCEPTOR =
      because(
          "No acceptor stands between the queue and the loops: with one, a connection cost {} times"
              + " the CPU.",
          "accept-bottleneck",
          "reader-pool / sharded: CPU per connection");

  private static final Reason THREAD_MEMORY =
      because(
          "A thread for each connection would cost memory: a connection that waits takes {} with a"
              + " platform thread, and {} here.",
          "memory-a-connection",
          "thread-per-connection: memory per connection",
          "message-balancing: memory per connection");

  private static final Reason HAND_OFF =
      because(
          "The price is a hand-off: {} more context switches a request than in a pool of readers. A"
              + " handler that takes long does not notice it.",
          "head-of-line",
          "more switches per request by message");

  /** In the order in which they are tried. */
  static final List<Rule> ALL =
      List.of(
          advise(
              "virtual-threads",
              who(BLOCKS, WAIT, FEW_SHORT, MANY_SHORT, MANY_LONG),
              NO_NEIGHBOURS,
              because(
                  "A virtual thread is the cheaper one: a connection that waits takes {}, and {}"
                      + " with a platform thread.",
                  "memory-a-connection",
                  "virtual-threads: memory per connection",
                  "thread-per-connection: memory per connection"),
              THREADS_THAT_WAIT,
              because(
                      "No number of workers is a limit: when all workers of message-balancing were"
                          + " blocked, {} others waited.",
                      "head-of-line",
                      "message-balancing, 4 blocked: others that wait")
                  .when(TAIL)),
          advise(
              "thread-per-connection",
              who(BLOCKS, FEW_LONG),
              NO_NEIGHBOURS,
              THREADS_THAT_WAIT.when(WAIT),
              THREADS_THAT_COMPUTE.when(BURN),
              because(
                  "With few connections their memory does not matter: {} for each. With many it"
                      + " would.",
                  "memory-a-connection",
                  "thread-per-connection: memory per connection")),
          advise(
              "message-balancing",
              who(BLOCKS, BURN, FEW_SHORT, MANY_SHORT, MANY_LONG),
              FREE_WORKER,
              THREADS_THAT_COMPUTE,
              THREAD_MEMORY.when(MANY_SHORT, MANY_LONG),
              ONE_QUEUE.when(TAIL),
              HAND_OFF),
          advise(
              "single-thread",
              who(NEVER_BLOCKS, ONE_CPU),
              because(
                  "With one CPU more threads compute no more: with many times the threads, {} times"
                      + " the requests for the same CPU time.",
                  "process-and-thread",
                  "computes: requests per CPU second"),
              because(
                  "Nobody has to be woken: handing messages to workers cost {} wake-ups a request.",
                  "head-of-line",
                  "message-balancing: wake-ups per request"),
              because(
                      "It needs the least memory: {} for a connection that waits.",
                      "memory-a-connection",
                      "single-thread: memory per connection")
                  .when(MANY_SHORT, MANY_LONG),
              ONE_QUEUE.when(TAIL)),
          advise(
              "message-balancing",
              who(NEVER_BLOCKS, SEVERAL_CPUS, BURN, TAIL, FEW_LONG, MANY_LONG),
              FREE_WORKER,
              ONE_QUEUE,
              HAND_OFF),
          advise(
              "multi-acceptor",
              who(NEVER_BLOCKS, SEVERAL_CPUS, TAIL, FEW_SHORT, MANY_SHORT),
              ONE_QUEUE,
              COST_OF_ACCEPTOR,
              UNEVEN_HASH.when(FEW_SHORT)),
          advise(
              "multi-acceptor",
              who(NEVER_BLOCKS, SEVERAL_CPUS, MEAN, FEW_SHORT),
              UNEVEN_HASH,
              COST_OF_ACCEPTOR),
          advise(
              "sharded",
              who(NEVER_BLOCKS, SEVERAL_CPUS, MEAN, MANY_SHORT),
              COST_OF_ACCEPTOR,
              because(
                  "A single acceptor is a limit: {} readers fill it when each request opens a"
                      + " connection.",
                  "accept-bottleneck",
                  "readers that fill one acceptor"),
              because(
                  "Many connections are spread evenly: the worst shard was {} standard deviations"
                      + " from its share.",
                  "shard-balance",
                  "worst shard, in standard deviations"),
              because(
                  "The mean time is {} times that of one queue. Only the tail is longer: the"
                      + " middle of all answers spread {} times as far.",
                  "same-mean-different-tail",
                  "shards / one queue: mean time",
                  "shards / one queue: middle 80 %")),
          advise(
              "reader-pool",
              who(NEVER_BLOCKS, SEVERAL_CPUS, FEW_LONG, MANY_LONG),
              because(
                  "The acceptor deals out in turn connections that stay. The kernel's hash would"
                      + " put two of them on the same shard in {} of all cases.",
                  "shard-balance",
                  "pairs on 3 shards that met on one"),
              because(
                  "After that nobody has to be woken for a request: {} wake-ups, and {} where each"
                      + " message goes to a worker.",
                  "head-of-line",
                  "reader-pool: wake-ups per request",
                  "message-balancing: wake-ups per request"),
              because(
                  "The acceptor is no limit where connections stay: even when each request opened"
                      + " one, {} readers were needed to fill it.",
                  "accept-bottleneck",
                  "readers that fill one acceptor"),
              because(
                      "A thread for each connection would cost memory: a connection that waits"
                          + " takes {} with a platform thread, and {} here.",
                      "memory-a-connection",
                      "thread-per-connection: memory per connection",
                      "reader-pool: memory per connection")
                  .when(MANY_LONG)));

  private Rules() {}

  /** The row for somebody with these needs; there is one for everybody. */
  static Rule first(Needs needs) {
    return ALL.stream().filter(rule -> needs.fit(rule.needs())).findFirst().orElseThrow();
  }
}
