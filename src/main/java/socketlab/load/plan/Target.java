// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is loaded, and how it is asked.
 *
 * @param url as it was given
 * @param addresses of its host, the preferred first; one or more
 * @param address that of them which is loaded
 * @param request the bytes of one request; not to be changed
 * @param lastRequest those of one behind which the server closes
 * @param answers makes the reader of one connection's answers
 * @param expectation which statuses the answers are to have
 */
public record Target(
    String url,
    List<InetSocketAddress> addresses,
    InetSocketAddress address,
    byte[] request,
    byte[] lastRequest,
    Supplier<AnswerReader> answers,
    Expectation expectation) {

  /**
   * One whose answers are to have a status of 2xx.
   *
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static Target parse(String url) {
    return parse(url, Expectation.SUCCESS);
  }

  /**
   * @param url {@code http://host:port/path?query}, or {@code tcp://host:port} for a server that
   *     sends everything back
   * @param expectation of an http URL's answers; what is sent back has no status
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static Target parse(String url, Expectation expectation) {
    URI uri = UrlText.parse(url);
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
    int port = http && uri.getPort() < 0 ? 80 : uri.getPort();
    List<InetSocketAddress> addresses =
        resolve(uri).map(address -> new InetSocketAddress(address, port)).toList();
    byte[] message = EchoAnswers.message();
    return new Target(
        url,
        addresses,
        addresses.getFirst(),
        http ? get(uri, "") : message,
        http ? get(uri, "Connection: close\r\n") : message,
        http ? () -> new HttpAnswers(expectation) : EchoAnswers::new,
        expectation);
  }

  private static Stream<InetAddress> resolve(URI uri) {
    try {
      return Stream.of(InetAddress.getAllByName(uri.getHost())).distinct();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "the host '" + uri.getHost() + "' is not known; try 127.0.0.1", e);
    }
  }

  private static byte[] get(URI uri, String fields) {
    String path = uri.getRawPath().isEmpty() ? "/" : UrlText.encode(uri.getRawPath());
    String query = uri.getRawQuery() == null ? "" : "?" + UrlText.encode(uri.getRawQuery());
    String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    return ("GET " + path + query + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n")
        .getBytes(US_ASCII);
  }

  /** The same, at that of its addresses. */
  Target at(InetSocketAddress other) {
    return new Target(url, addresses, other, request, lastRequest, answers, expectation);
  }
}
