// SPDX-License-Identifier: Apache-2.0

/**
 * {@code lab load}: its options, what it says while it runs, and its result as text, as JSON and as
 * a histogram log.
 */
package socketlab.cli.load;
