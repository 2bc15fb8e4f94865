// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;

/**
 * A path, the one method it answers to (HEAD goes with GET), and what then happens.
 *
 * @param streams whether it takes a request's body as a stream
 * @param needsWorker whether it may block or take long
 */
record Route(
    byte[] path,
    Method method,
    Field allow,
    HttpHandler handler,
    boolean streams,
    boolean needsWorker) {
  static Route get(String path, HttpHandler handler) {
    return new Route(bytes(path), Method.GET, allow("GET, HEAD"), handler, false, true);
  }

  /** One that only looks, and is answered while all workers are busy. */
  static Route glance(String path, HttpHandler handler) {
    return new Route(bytes(path), Method.GET, allow("GET, HEAD"), handler, false, false);
  }

  /** One that takes its body as a stream. */
  static Route upload(String path, HttpHandler handler) {
    return new Route(bytes(path), Method.POST, allow("POST"), handler, true, true);
  }

  static Field allow(String methods) {
    return new Field("Allow", methods);
  }

  private static byte[] bytes(String path) {
    return path.getBytes(US_ASCII);
  }

  boolean allows(Request request) {
    return request.method() == method || method == Method.GET && request.method() == Method.HEAD;
  }
}
