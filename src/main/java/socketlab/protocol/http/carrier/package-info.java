// SPDX-License-Identifier: Apache-2.0

/** What the versions of HTTP share that carry a message to a handler and its answer back. */
package socketlab.protocol.http.carrier;
