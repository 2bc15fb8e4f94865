// SPDX-License-Identifier: Apache-2.0

/** {@code lab completion}: scripts by which a shell completes commands, options and names. */
package socketlab.cli.completion;
