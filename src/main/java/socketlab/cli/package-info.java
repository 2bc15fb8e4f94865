// SPDX-License-Identifier: Apache-2.0

/** The command line: one file a subcommand; it parses and prints, and holds no logic of its own. */
package socketlab.cli;
