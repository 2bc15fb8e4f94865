// SPDX-License-Identifier: Apache-2.0

/**
 * Offers load and tells what came of it. The connections are sessions on the lab's own loops; a
 * request is timed from when it was meant to start.
 *
 * <pre>
 *   LoadRun ─┬─▶ Lane (a loop, a schedule, a tally) ─┬─▶ Slot (a connection and what is under way)
 *            │                                       └─▶ Slot …
 *            └─▶ Lane …
 * </pre>
 */
package socketlab.load;
