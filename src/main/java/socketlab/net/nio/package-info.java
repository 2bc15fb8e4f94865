// SPDX-License-Identifier: Apache-2.0

/** The loop over the JDK's Selector. */
package socketlab.net.nio;
