// SPDX-License-Identifier: Apache-2.0

/**
 * What HTTP means (RFC 9110), whichever version carries it: a {@link
 * socketlab.protocol.http.HttpHandler} gets a {@link socketlab.protocol.http.Request} and gives a
 * {@link socketlab.protocol.http.Response}, and cannot tell how they travel.
 */
package socketlab.protocol.http;
