// SPDX-License-Identifier: Apache-2.0

/** The loop over epoll. */
package socketlab.net.epoll;
