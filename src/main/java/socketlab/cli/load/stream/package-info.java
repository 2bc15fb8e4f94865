// SPDX-License-Identifier: Apache-2.0

/** {@code lab load --events}, {@code --socket} and {@code --poll}: options, report, JSON. */
package socketlab.cli.load.stream;
