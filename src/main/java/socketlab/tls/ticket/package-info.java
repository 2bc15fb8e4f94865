// SPDX-License-Identifier: Apache-2.0

/** How a server knows its clients again: the keys of its tickets, and what it takes early. */
package socketlab.tls.ticket;
