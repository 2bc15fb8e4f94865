// SPDX-License-Identifier: Apache-2.0

/**
 * Patterns against each other and against other servers, and what every result has to carry with
 * it: the machine, the commit, the command.
 */
package socketlab.compare;
