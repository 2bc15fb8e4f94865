// SPDX-License-Identifier: Apache-2.0

/** Parts of {@code lab compare}: what it can compare, and the options of one kind alone. */
package socketlab.cli.compare;
