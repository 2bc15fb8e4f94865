// SPDX-License-Identifier: Apache-2.0
/** Waiting for descriptors: epoll, poll, and the eventfd by which one thread wakes another. */
package socketlab.linux.poll;
