// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;

/**
 * A path, the methods it answers to, and what then happens.
 *
 * @param under whether it is the beginning of all the paths that are meant
 * @param refusal the fields of the answer to who asks by another method: Allow, and more
 * @param streams whether it takes a request's body as a stream
 * @param bounds whether its handler says itself how long a body may be
 * @param needsWorker whether it may block or take long
 * @param condition what a request has to have besides
 */
public record Route(
    byte[] path,
    boolean under,
    Set<Method> methods,
    List<Field> refusal,
    HttpHandler handler,
    boolean streams,
    boolean bounds,
    boolean needsWorker,
    Predicate<Request> condition) {
  private static final Predicate<Request> ANY = _ -> true;

  /** One that may block or take long. */
  public static Route get(String path, HttpHandler handler) {
    return of(path, false, List.of(Method.GET), handler, false, true);
  }

  /** One that only looks, and is answered while all workers are busy. */
  public static Route glance(String path, HttpHandler handler) {
    return glance(path, List.of(Method.GET), handler);
  }

  /** Likewise, by these methods. */
  public static Route glance(String path, List<Method> methods, HttpHandler handler) {
    return of(path, false, methods, handler, false, false);
  }

  /** Likewise, of all paths that begin with this one and go on. */
  public static Route under(String path, List<Method> methods, HttpHandler handler) {
    return of(path, true, methods, handler, false, false);
  }

  /** One that takes its body as a stream. */
  public static Route upload(String path, HttpHandler handler) {
    return of(path, false, List.of(Method.POST), handler, true, true);
  }

  /**
   * One that takes bodies as streams, of a length that it bounds itself, and neither blocks nor
   * takes long: whatever waits for a disk does so on threads of its own.
   *
   * @param refusal what goes with the answer to another method, beside Allow
   */
  public static Route streaming(
      String path, boolean under, List<Method> methods, List<Field> refusal, HttpHandler handler) {
    Route plain = of(path, under, methods, handler, true, false);
    return new Route(
        plain.path,
        under,
        plain.methods,
        Stream.concat(plain.refusal.stream(), refusal.stream()).toList(),
        handler,
        true,
        true,
        false,
        ANY);
  }

  /** The same, for requests that have this besides; others are looked for on. */
  public Route when(Predicate<Request> condition) {
    return new Route(
        path, under, methods, refusal, handler, streams, bounds, needsWorker, condition);
  }

  private static Route of(
      String path,
      boolean under,
      List<Method> methods,
      HttpHandler handler,
      boolean streams,
      boolean needsWorker) {
    // HEAD goes with GET: RFC 9110 section 9.3.2.
    List<Method> all =
        methods.stream()
            .flatMap(one -> one == Method.GET ? Stream.of(one, Method.HEAD) : Stream.of(one))
            .toList();
    Field allow =
        new Field("Allow", all.stream().map(Method::name).collect(Collectors.joining(", ")));
    return new Route(
        path.getBytes(US_ASCII),
        under,
        EnumSet.copyOf(all),
        List.of(allow),
        handler,
        streams,
        false,
        needsWorker,
        ANY);
  }

  boolean matches(Request request) {
    return (under ? request.isUnder(path) : request.isPath(path)) && condition.test(request);
  }

  boolean allows(Request request) {
    return methods.contains(request.method());
  }
}
