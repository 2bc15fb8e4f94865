// SPDX-License-Identifier: Apache-2.0

/**
 * What the kernel does with connections that nobody has accepted yet: one question a file, answered
 * by the kernel's own numbers.
 *
 * <p>Four of the questions are experiments too ({@code lab run}); there the experiment has the
 * picture and the set-up, and the test takes both from it. Read them in this order:
 *
 * <ol>
 *   <li>{@link socketlab.acceptqueue.BacklogPlusOneTest} How many connections does listen(n) hold?
 *   <li>{@link socketlab.acceptqueue.JdkDefaultBacklogTest} And if Java is not told n?
 *   <li>{@link socketlab.acceptqueue.BacklogClampTest} And if n is more than the system allows?
 *   <li>{@link socketlab.acceptqueue.FullQueueIsSilentTest} What does a client see of a full queue?
 *   <li>{@link socketlab.acceptqueue.OverflowCounterTest} What does the server see of it?
 *   <li>{@link socketlab.acceptqueue.GhostConnectionsTest} Does a client that leaves free its
 *       place?
 *   <li>{@link socketlab.acceptqueue.ShardsHaveTheirOwnQueueTest} Do listeners on one port share a
 *       queue?
 *   <li>{@link socketlab.acceptqueue.ShardFairnessTest} How evenly does the kernel fill them?
 *   <li>{@link socketlab.acceptqueue.ShardCloseTest} What becomes of the queue of one that closes?
 * </ol>
 */
package socketlab.acceptqueue;
