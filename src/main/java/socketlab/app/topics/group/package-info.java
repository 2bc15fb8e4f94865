// SPDX-License-Identifier: Apache-2.0

/**
 * Groups: the messages of a topic shared among several consumers, each message for one of them, at
 * least once. A message that is not acknowledged within its lease is given out again, with a count
 * that tells so.
 *
 * <pre>
 *   poll ─▶ Group: due, leased, acknowledged ◀─ ack ─▶ GroupJournal ─▶ confirmed
 * </pre>
 */
package socketlab.app.topics.group;
