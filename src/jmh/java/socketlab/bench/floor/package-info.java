// SPDX-License-Identifier: Apache-2.0

/**
 * The floor: the least program that accepts, reads and answers constant bytes, on each transport,
 * by one thread. It parses nothing, keeps no time limit and no count, and gives a client up that
 * does not read its answers. What a server of the lab costs more than the floor of its transport is
 * the lab's own; the rest is the kernel's, and on nio the JDK's.
 *
 * <p>{@code src/jmh/c} has the same programs in C, which tell what Java costs. All are started as
 * the other servers are, with port and threads (one), and are measured by {@code ./lab compare}.
 */
package socketlab.bench.floor;
