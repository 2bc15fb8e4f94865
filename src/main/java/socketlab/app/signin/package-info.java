// SPDX-License-Identifier: Apache-2.0

/**
 * Who is signed in, kept in three ways: a state in memory, which ends with the process; a state in
 * a log, which outlives it; and no state at all, since a signed token says it by itself.
 *
 * <pre>
 *   cookie  m.ID     ─▶ a map of this process          lost at a restart, unknown to another server
 *           s.ID     ─▶ a map that is made from a log  outlives a restart, unknown to another server
 *           t.TOKEN  ─▶ a signature and a time         outlives all, known wherever the key is
 * </pre>
 */
package socketlab.app.signin;
