// SPDX-License-Identifier: Apache-2.0

/**
 * {@code lab link}: a shell behind a link, the process that carries the packets, and its report.
 */
package socketlab.cli.link;
