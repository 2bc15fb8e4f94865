// SPDX-License-Identifier: Apache-2.0
package socketlab.app.chat;

/**
 * Why somebody is not let into a room.
 *
 * @param code of the Close that says so
 * @param reason one line
 */
record NoEntry(int code, String reason) {}
