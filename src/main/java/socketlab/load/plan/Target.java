// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.function.Supplier;

/**
 * What is loaded, and how it is asked.
 *
 * @param url as it was given
 * @param address where it is
 * @param request the bytes of one request; not to be changed
 * @param lastRequest those of one behind which the server closes
 * @param answers makes the reader of one connection's answers
 */
public record Target(
    String url,
    InetSocketAddress address,
    byte[] request,
    byte[] lastRequest,
    Supplier<AnswerReader> answers) {

  /**
   * @param url {@code http://host:port/path?query}, or {@code tcp://host:port} for a server that
   *     sends everything back
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static Target parse(String url) {
    URI uri = uri(url);
    String scheme = String.valueOf(uri.getScheme());
    boolean http = scheme.equals("http");
    if (!http && !scheme.equals("tcp")) {
      throw new IllegalArgumentException(
          "a URL here begins with http:// or tcp://, not '"
              + url
              + "'; try http://127.0.0.1:8080/");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null || !http && uri.getPort() < 0) {
      throw new IllegalArgumentException(
          "'" + url + "' does not name a host and port; try " + scheme + "://127.0.0.1:8080");
    }
    InetSocketAddress address =
        new InetSocketAddress(resolve(uri), http ? port(uri) : uri.getPort());
    if (!http) {
      byte[] message = EchoAnswers.message();
      return new Target(url, address, message, message, EchoAnswers::new);
    }
    return new Target(
        url, address, get(uri, ""), get(uri, "Connection: close\r\n"), HttpAnswers::new);
  }

  private static URI uri(String url) {
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "'" + url + "' is no URL: " + e.getReason() + "; try http://127.0.0.1:8080/", e);
    }
  }

  private static InetAddress resolve(URI uri) {
    try {
      return InetAddress.getByName(uri.getHost());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "the host '" + uri.getHost() + "' is not known; try 127.0.0.1", e);
    }
  }

  private static int port(URI uri) {
    return uri.getPort() < 0 ? 80 : uri.getPort();
  }

  private static byte[] get(URI uri, String fields) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    return ("GET " + path + query + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n")
        .getBytes(US_ASCII);
  }
}
