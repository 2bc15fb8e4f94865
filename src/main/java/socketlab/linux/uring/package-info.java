// SPDX-License-Identifier: Apache-2.0
/**
 * io_uring: the rings, the buffers the kernel chooses from, and the memory that belongs to it while
 * it sends.
 */
package socketlab.linux.uring;
