// SPDX-License-Identifier: Apache-2.0
/**
 * Networks that belong to one process: namespaces, interfaces, the TUN device, the counters of a
 * namespace.
 */
package socketlab.linux.network;
