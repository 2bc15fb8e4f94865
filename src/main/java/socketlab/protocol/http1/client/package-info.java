// SPDX-License-Identifier: Apache-2.0

/** HTTP/1.1 as a client reads it: one that counts answers, and one that looks into them. */
package socketlab.protocol.http1.client;
