// SPDX-License-Identifier: Apache-2.0
/**
 * Sockets and what the kernel knows of them: calls, options, TCP_INFO, accept queues, BPF programs
 * for SO_REUSEPORT groups.
 */
package socketlab.linux.socket;
