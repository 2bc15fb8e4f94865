// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream.plan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import socketlab.load.plan.TlsPlan;
import socketlab.load.plan.UrlText;

/**
 * Where a stream comes from, or where messages go to.
 *
 * @param url as it was given
 * @param addresses of its host, the preferred first; one or more
 * @param serverName its host, a name or an address, as a certificate has it
 * @param tls how connections are secured; empty: not at all
 * @param host for the field of that name, with the port
 * @param path with the query
 */
public record StreamTarget(
    String url,
    List<InetSocketAddress> addresses,
    String serverName,
    Optional<TlsPlan> tls,
    String host,
    String path) {
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final List<String> SCHEMES = List.of("http", "ws", "https", "wss");
  private static final Pattern FROM = Pattern.compile("(?<=[?&])from=[^&]*");

  /**
   * One whose certificate, if it shows any, the system trusts.
   *
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static StreamTarget parse(String url) {
    return parse(url, TlsPlan.SYSTEM);
  }

  /**
   * @param url {@code http://host:port/path?query}, or {@code ws://} for the same; {@code https://}
   *     and {@code wss://} for the same over TLS
   * @param tls how connections are secured where the URL says that they are
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static StreamTarget parse(String url, TlsPlan tls) {
    URI uri = UrlText.parse(url);
    String scheme = String.valueOf(uri.getScheme());
    if (!SCHEMES.contains(scheme)) {
      throw new IllegalArgumentException(
          "the URL of a stream begins with http://, ws://, https:// or wss://, not '"
              + url
              + "'; try http://127.0.0.1:8080/");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "'" + url + "' does not name a host; try http://127.0.0.1:8080/");
    }
    boolean secure = scheme.equals("https") || scheme.equals("wss");
    int usual = secure ? HTTPS_PORT : HTTP_PORT;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    String path = uri.getRawPath().isEmpty() ? "/" : UrlText.encode(uri.getRawPath());
    String query = uri.getRawQuery() == null ? "" : "?" + UrlText.encode(uri.getRawQuery());
    return new StreamTarget(
        url,
        resolve(uri.getHost()).map(address -> new InetSocketAddress(address, port)).toList(),
        uri.getHost().replaceAll("[\\[\\]]", ""),
        secure ? Optional.of(tls) : Optional.empty(),
        uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + port,
        path + query);
  }

  private static Stream<InetAddress> resolve(String host) {
    try {
      return Stream.of(InetAddress.getAllByName(host)).distinct();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the host '" + host + "' is not known; try 127.0.0.1", e);
    }
  }

  /** The path of a poll that goes on from there: with this {@code from} in the place of its own. */
  public String pathFrom(long from) {
    String field = "from=" + from;
    if (FROM.matcher(path).find()) {
      return FROM.matcher(path).replaceFirst(field);
    }
    return path + (path.contains("?") ? "&" : "?") + field;
  }

  /**
   * The head of a GET.
   *
   * @param target the path with its query
   * @param fields lines, each with its end
   */
  public String get(String target, String fields) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
  }
}
