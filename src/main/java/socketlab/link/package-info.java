// SPDX-License-Identifier: Apache-2.0

/**
 * A link with delay, loss and rate, in user space: what lies between two machines, on one. {@link
 * socketlab.link.Link} is the way in; below it {@link socketlab.link.LinkDirection} is one
 * direction and knows no clock, and {@link socketlab.link.Readdressing} what is done to a packet.
 */
package socketlab.link;
