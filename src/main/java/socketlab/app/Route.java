// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.HttpRequest;
import socketlab.protocol.http.Method;

/** A path, the one method it answers to (HEAD goes with GET), and what then happens. */
record Route(byte[] path, Method method, byte[] allow, HttpHandler handler) {
  static Route get(String path, HttpHandler handler) {
    return new Route(path.getBytes(US_ASCII), Method.GET, allow("GET, HEAD"), handler);
  }

  static Route post(String path, HttpHandler handler) {
    return new Route(path.getBytes(US_ASCII), Method.POST, allow("POST"), handler);
  }

  private static byte[] allow(String methods) {
    return ("Allow: " + methods + "\r\n").getBytes(US_ASCII);
  }

  boolean allows(HttpRequest request) {
    return request.method() == method || method == Method.GET && request.method() == Method.HEAD;
  }
}
