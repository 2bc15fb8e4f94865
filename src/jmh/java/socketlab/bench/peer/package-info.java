// SPDX-License-Identifier: Apache-2.0

/**
 * The servers that the lab is compared with, one small file each. All answer {@code GET /plaintext}
 * on loopback with the fields the lab sends (type, length, date), print where they listen, and are
 * set up as their own documentation says is fast. Their arguments: port, and threads.
 */
package socketlab.bench.peer;
