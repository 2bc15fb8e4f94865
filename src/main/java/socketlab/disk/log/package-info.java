// SPDX-License-Identifier: Apache-2.0

/**
 * An append-only log: records with the offsets 0, 1, 2, … in segments, whose oldest are deleted. A
 * {@link socketlab.disk.log.LogWriter} is the one thread that writes; any thread reads. Knows only
 * the JDK.
 *
 * <h2>On disk</h2>
 *
 * <p>A folder is a log. A segment is a file named by the offset of its first record, and a record
 * is a frame, all numbers big-endian:
 *
 * <pre>
 *   bytes  4        4        8        8              4          length
 *         ┌────────┬────────┬────────┬──────────────┬──────────┬────────┐
 *         │ CRC32C │ length │ offset │ time, ms UTC │ unforced │ record │
 *         └────────┴────────┴────────┴──────────────┴──────────┴────────┘
 *                   ◀────────────── the checksum is of this ──────────▶
 * </pre>
 *
 * <p><em>unforced</em> is how many records right before this one were not on disk for certain when
 * it was written. So a broken record with whole ones behind it can be judged at open: if one of
 * those says that the broken one had been forced, the disk is damaged, and the log refuses to open.
 * Otherwise the end was torn by a crash, nobody was promised it, and it is cut off.
 *
 * <h2>What is lost</h2>
 *
 * <table>
 *   <caption>Of what was confirmed</caption>
 *   <tr><th>policy</th><th>the process is killed</th><th>the machine loses power</th></tr>
 *   <tr><td>EACH, BATCH</td><td>nothing</td><td>nothing</td></tr>
 *   <tr><td>NONE</td><td>nothing: the kernel has it</td><td>what the kernel had not written yet,
 *     on Linux mostly the last 30 seconds</td></tr>
 * </table>
 */
package socketlab.disk.log;
