// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import socketlab.load.plan.UrlText;

/**
 * Where a stream comes from, or where messages go to.
 *
 * @param url as it was given
 * @param addresses of its host, the preferred first; one or more
 * @param host for the field of that name, with the port
 * @param path with the query
 */
public record StreamTarget(
    String url, List<InetSocketAddress> addresses, String host, String path) {
  private static final int HTTP_PORT = 80;
  private static final Pattern FROM = Pattern.compile("(?<=[?&])from=[^&]*");

  /**
   * @param url {@code http://host:port/path?query}, or {@code ws://} for the same
   * @throws IllegalArgumentException with one line that says what is wrong with it
   */
  public static StreamTarget parse(String url) {
    URI uri = UrlText.parse(url);
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equals("http") && !scheme.equals("ws")) {
      throw new IllegalArgumentException(
          "the URL of a stream begins with http:// or ws://, not '"
              + url
              + "'; try http://127.0.0.1:8080/");
    }
    if (uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "'" + url + "' does not name a host; try http://127.0.0.1:8080/");
    }
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    String path = uri.getRawPath().isEmpty() ? "/" : UrlText.encode(uri.getRawPath());
    String query = uri.getRawQuery() == null ? "" : "?" + UrlText.encode(uri.getRawQuery());
    return new StreamTarget(
        url,
        resolve(uri.getHost()).map(address -> new InetSocketAddress(address, port)).toList(),
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
  String pathFrom(long from) {
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
  String get(String target, String fields) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n";
  }
}
