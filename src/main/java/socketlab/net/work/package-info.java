// SPDX-License-Identifier: Apache-2.0

/** Threads that run handlers, and the queue by which messages are handed to them. */
package socketlab.net.work;
