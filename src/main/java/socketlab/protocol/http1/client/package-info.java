// SPDX-License-Identifier: Apache-2.0

/** HTTP/1.1 as a client reads it that counts answers. */
package socketlab.protocol.http1.client;
