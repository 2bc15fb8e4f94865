// SPDX-License-Identifier: Apache-2.0
package socketlab.app.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import socketlab.app.route.Route;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * {@code /} and the files that it loads, each under a path of its own that is known beforehand: no
 * path of a request ever becomes the name of a file. Thread-safe.
 */
public final class FrontPage {
  private static final String UNDER = "/demo/";
  private static final List<String> SHARED = List.of("demo.css", "demo.js");

  /** Nothing but the page's own files, whatever a demo shows. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src 'self' blob: data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Supplier<String> picture;
  private final List<LiveDemo> demos;

  /** By their names, read when they are first asked for. */
  private final Map<String, Asset> files = new ConcurrentHashMap<>();

  /**
   * @param picture of the pattern
   * @param served what the server has beside this page; the demos of these are shown
   */
  public FrontPage(Supplier<String> picture, List<Route> served) {
    this.picture = picture;
    demos = LiveDemo.of(served);
  }

  /** The page's own route first. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.glance("/", this::page));
    Stream.concat(SHARED.stream(), demos.stream().map(LiveDemo::script))
        .forEach(name -> routes.add(Route.glance(UNDER + name, (q, a) -> file(name, q, a))));
    return routes;
  }

  private void file(String name, Request request, Response response) {
    files.computeIfAbsent(name, Asset::of).send(request, response);
  }

  private void page(Request request, Response response) {
    String shown =
        demos.stream().map(LiveDemo::page).map(Asset::text).collect(Collectors.joining());
    String scripts =
        demos.stream()
            .map(
                demo -> "<script type=\"module\" src=\"" + UNDER + demo.script() + "\"></script>\n")
            .collect(Collectors.joining());
    String page =
        Asset.text("index.html")
            .replace("{{demos}}", shown)
            .replace("{{scripts}}", scripts)
            .replace("{{picture}}", picture.get().replace("&", "&amp;").replace("<", "&lt;"));
    response
        .type(MediaType.HTML)
        .field("Content-Security-Policy", POLICY)
        .field("Cache-Control", "no-store")
        .send(Status.OK, page.getBytes(UTF_8));
  }
}
