// SPDX-License-Identifier: Apache-2.0

/** {@code lab serve}: its options, what it says at its start, and how it ends. */
package socketlab.cli.serve;
