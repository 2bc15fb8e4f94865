// SPDX-License-Identifier: Apache-2.0

/** Names on the command line, what they stand for, and the failure that is told in one line. */
package socketlab.cli.name;
