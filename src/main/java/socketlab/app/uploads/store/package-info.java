// SPDX-License-Identifier: Apache-2.0

/**
 * Uploads as files: what a client was told is on the disk is there, whenever the server ends.
 *
 * <pre>
 *   a connection's thread ──bytes──▶ Appending: at most two pieces ──task──▶ InOrder ──▶ the threads
 *        ▲                                                                              of the disk
 *        └───────────── wake: there is room again, it is stored, it failed ◀──────────────────┘
 *
 *   ID.data   the bytes, as many as there are       ID.info   what is known of them, renamed into place
 * </pre>
 *
 * <p>A write to a file may wait for the disk, and no flag and no poller tells ahead: a regular file
 * is always ready. So no loop touches a file; a few threads do, and of one upload one at a time.
 */
package socketlab.app.uploads.store;
