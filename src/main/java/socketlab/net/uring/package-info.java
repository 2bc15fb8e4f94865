// SPDX-License-Identifier: Apache-2.0

/** The loop over io_uring. */
package socketlab.net.uring;
