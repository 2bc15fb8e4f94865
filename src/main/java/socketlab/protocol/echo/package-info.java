// SPDX-License-Identifier: Apache-2.0

/** The smallest protocol: what came goes back. */
package socketlab.protocol.echo;
