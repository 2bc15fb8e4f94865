// SPDX-License-Identifier: Apache-2.0

/**
 * The messages of a topic, kept in the order of their offsets: in memory, or in a log on disk with
 * the newest of them in memory too. Knows no subscribers.
 */
package socketlab.app.topics.kept;
