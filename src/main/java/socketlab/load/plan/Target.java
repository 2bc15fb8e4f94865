// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import socketlab.load.carrier.EchoAnswers;
import socketlab.load.carrier.HttpAnswers;
import socketlab.load.carrier.InOrderCarrier;
import socketlab.load.carrier.RequestCarrier;
import socketlab.load.carrier.StreamCarrier;
import socketlab.protocol.http2.client.RequestBlock;

/**
 * What is loaded, and how it is asked.
 *
 * @param url as it was given
 * @param addresses of its host, the preferred first; one or more
 * @param address that of them which is loaded
 * @param serverName its host, a name or an address, as a certificate has it
 * @param protocol what is spoken
 * @param tls how connections are secured; empty: not at all
 * @param carriers how connections carry its requests
 * @param expectation which statuses the answers are to have
 */
public record Target(
    String url,
    List<InetSocketAddress> addresses,
    InetSocketAddress address,
    String serverName,
    WireProtocol protocol,
    Optional<TlsPlan> tls,
    RequestCarrier.Factory carriers,
    Expectation expectation) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /**
   * One whose answers are to have a status of 2xx.
   *
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static Target parse(String url) {
    return parse(url, Expectation.SUCCESS, false, TlsPlan.SYSTEM);
  }

  /**
   * @param url {@code http://host:port/path?query}, {@code https://} for the same over TLS, or
   *     {@code tcp://host:port} for a server that sends everything back
   * @param expectation of an http URL's answers; what is sent back has no status
   * @param http2 whether HTTP/2 is spoken: over TLS by ALPN, else by prior knowledge
   * @param tls how connections are secured where the URL says that they are
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static Target parse(String url, Expectation expectation, boolean http2, TlsPlan tls) {
    URI uri = UrlText.parse(url);
    String scheme = String.valueOf(uri.getScheme());
    boolean echo = scheme.equals("tcp");
    if (!echo && !scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "a URL here begins with http://, https:// or tcp://, not '"
              + url
              + "'; try http://127.0.0.1:8080/");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null || echo && uri.getPort() < 0) {
      throw new IllegalArgumentException(
          "'" + url + "' does not name a host and port; try " + scheme + "://127.0.0.1:8080");
    }
    if (echo && http2) {
      throw new IllegalArgumentException(
          "--http2 goes with http:// and https://, and " + url + " speaks no HTTP; leave it out");
    }
    boolean secure = scheme.equals("https");
    int usual = secure ? HTTPS_PORT : HTTP_PORT;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    List<InetSocketAddress> addresses =
        resolve(uri).map(address -> new InetSocketAddress(address, port)).toList();
    return new Target(
        url,
        addresses,
        addresses.getFirst(),
        uri.getHost().replaceAll("[\\[\\]]", ""),
        echo ? WireProtocol.ECHO : http2 ? WireProtocol.HTTP_2 : WireProtocol.HTTP_1,
        secure ? Optional.of(tls) : Optional.empty(),
        echo ? echo() : http2 ? streams(uri) : inOrder(uri),
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

  private static RequestCarrier.Factory echo() {
    byte[] message = EchoAnswers.message();
    return (depth, _, listener) -> new InOrderCarrier(message, new EchoAnswers(), depth, listener);
  }

  private static RequestCarrier.Factory inOrder(URI uri) {
    byte[] request = get(uri, "");
    byte[] lastRequest = get(uri, "Connection: close\r\n");
    return (depth, last, listener) ->
        new InOrderCarrier(last ? lastRequest : request, new HttpAnswers(), depth, listener);
  }

  private static RequestCarrier.Factory streams(URI uri) {
    RequestBlock request = RequestBlock.get(uri.getScheme(), authority(uri), path(uri));
    return (depth, _, listener) -> new StreamCarrier(request, depth, listener);
  }

  private static byte[] get(URI uri, String fields) {
    return ("GET " + path(uri) + " HTTP/1.1\r\nHost: " + authority(uri) + "\r\n" + fields + "\r\n")
        .getBytes(US_ASCII);
  }

  private static String path(URI uri) {
    String path = uri.getRawPath().isEmpty() ? "/" : UrlText.encode(uri.getRawPath());
    return uri.getRawQuery() == null ? path : path + "?" + UrlText.encode(uri.getRawQuery());
  }

  private static String authority(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  /** The same, at that of its addresses. */
  Target at(InetSocketAddress other) {
    return new Target(url, addresses, other, serverName, protocol, tls, carriers, expectation);
  }
}
