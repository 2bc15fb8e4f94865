// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http;

import java.util.function.Consumer;

/**
 * What all HTTP sessions of a service share, whatever version they carry.
 *
 * @param failures told of every exception a handler, a producer or a consumer threw; called by the
 *     thread that ran it
 */
public record HttpConfig(
    HttpHandler handler, HttpLimits limits, HttpDate date, Consumer<Throwable> failures) {}
