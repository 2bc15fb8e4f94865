// SPDX-License-Identifier: Apache-2.0

/**
 * {@code lab advise}: five questions, a table of rules, and the pattern that fits, with the
 * recorded experiments that say why.
 */
package socketlab.cli.advise;
