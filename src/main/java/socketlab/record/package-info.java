// SPDX-License-Identifier: Apache-2.0

/**
 * What every kept result carries with it: the machine, the commit, the command and the time. A
 * result without it cannot be judged later.
 */
package socketlab.record;
