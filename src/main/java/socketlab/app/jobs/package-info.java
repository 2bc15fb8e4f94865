// SPDX-License-Identifier: Apache-2.0

/**
 * Work that takes longer than a client wants to wait: it is accepted at once, runs on threads of
 * its own, and is asked about later, by polling, by long polling, or by events.
 *
 * <pre>
 *   POST /jobs ──202, Location──▶ Jobs: a bounded queue ─▶ a few threads
 *                                    │
 *   GET /jobs/ID ◀── now ────────────┤
 *   GET /jobs/ID?wait=S ◀── at its end, or when the time is over (LongPoll)
 *   GET /jobs/ID/events ◀── at each change (JobEvents)
 * </pre>
 */
package socketlab.app.jobs;
