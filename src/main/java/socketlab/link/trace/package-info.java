// SPDX-License-Identifier: Apache-2.0

/**
 * What a link carried, packet by packet: taken down by {@link socketlab.link.trace.PacketRecorder},
 * read as one TCP connection by {@link socketlab.link.trace.RecordedConnection}, and as TLS by
 * {@link socketlab.link.trace.TlsRecords}; {@link socketlab.link.trace.RoundTrips} counts how often
 * the two sides waited for each other.
 */
package socketlab.link.trace;
