// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import socketlab.protocol.grpc.wire.GrpcCode;
import socketlab.protocol.grpc.wire.GrpcError;
import socketlab.protocol.grpc.wire.GrpcTimeout;
import socketlab.protocol.grpc.wire.MessageEncoding;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Answers calls of gRPC, each of which is a POST to {@code /SERVICE/METHOD} with a body of messages
 * (grpc.io, {@code PROTOCOL-HTTP2.md}). What is wrong with a call is said by its status, and the
 * status of HTTP is 200; but what is no gRPC gets 415. Thread-safe, and never blocks.
 *
 * <p>It wants bodies as streams, of any length: each message has its own limit.
 */
public final class GrpcHandler implements HttpHandler {
  private static final String TYPE = "application/grpc";
  private static final byte[] OTHER_TYPE =
      "this is a method of gRPC: the content type is application/grpc\n".getBytes(US_ASCII);

  private final GrpcConfig config;
  private final Supplier<List<GrpcService>> services;

  /** Null before the first call. */
  private volatile Served served;

  /**
   * What is here.
   *
   * @param methods by their paths
   * @param services the paths of them
   */
  private record Served(Map<String, GrpcMethod> methods, Set<String> services) {
    static Served of(List<GrpcService> services) {
      Map<String, GrpcMethod> methods = new HashMap<>();
      Set<String> paths = new HashSet<>();
      for (GrpcService service : services) {
        String path = "/" + service.name();
        paths.add(path);
        service.methods().forEach((name, method) -> methods.put(path + "/" + name, method));
      }
      return new Served(methods, paths);
    }
  }

  /**
   * @param services asked for by the first call, maybe by several threads: a server that gets none
   *     does not pay for the classes of their messages
   */
  public GrpcHandler(GrpcConfig config, Supplier<List<GrpcService>> services) {
    this.config = config;
    this.services = services;
  }

  private Served served() {
    Served known = served;
    if (known == null) {
      known = Served.of(services.get());
      served = known;
    }
    return known;
  }

  /** True when the content type says gRPC, with messages in the format that is usual. */
  public static boolean isGrpc(Request request) {
    if (request.lists("content-type", TYPE)) {
      return true;
    }
    String type = request.field("content-type");
    return type != null && (isType(TYPE, type) || isType(TYPE + "+proto", type));
  }

  /** The type without regard to what is said of it behind a semicolon. */
  private static boolean isType(String wanted, String type) {
    int length = wanted.length();
    return type.regionMatches(true, 0, wanted, 0, length)
        && (type.length() == length || type.charAt(length) == ';' || type.charAt(length) == ' ');
  }

  @Override
  public void handle(Request request, Response response) {
    if (!isGrpc(request)) {
      response.type(MediaType.TEXT).send(Status.UNSUPPORTED_MEDIA_TYPE, OTHER_TYPE);
      return;
    }
    try {
      GrpcMethod method = method(request.path());
      MessageEncoding encoding = encoding(request, response);
      String timeout = request.field("grpc-timeout");
      long nanos = timeout == null ? -1 : GrpcTimeout.nanos(timeout);
      begin(method, encoding, nanos, request, response);
    } catch (GrpcError e) {
      response.type(MediaType.of(TYPE));
      for (Field field : e.status().fields(List.of())) {
        response.field(field);
      }
      response.send(Status.OK);
    }
  }

  private GrpcMethod method(String path) throws GrpcError {
    Served here = served();
    GrpcMethod method = here.methods.get(path);
    if (method != null) {
      return method;
    }
    int slash = path.lastIndexOf('/');
    String service = path.substring(0, Math.max(0, slash));
    throw new GrpcError(
        GrpcCode.UNIMPLEMENTED,
        here.services.contains(service)
            ? "the service " + service.substring(1) + " has no such method"
            : "there is no such service here");
  }

  private static MessageEncoding encoding(Request request, Response response) throws GrpcError {
    String name = request.field("grpc-encoding");
    if (name == null) {
      return MessageEncoding.IDENTITY;
    }
    Optional<MessageEncoding> known = MessageEncoding.of(name);
    if (known.isEmpty()) {
      response.field(MessageEncoding.ACCEPTED);
      throw new GrpcError(
          GrpcCode.UNIMPLEMENTED, "messages are read as they are, or by gzip; not by " + name);
    }
    return known.get();
  }

  private void begin(
      GrpcMethod method,
      MessageEncoding encoding,
      long timeout,
      Request request,
      Response response) {
    boolean readsGzip = request.lists("grpc-accept-encoding", "gzip");
    CallOutput output = new CallOutput(response.waker(), config.memory(), readsGzip);
    new ServerCall(config, output, encoding, request).begin(method, timeout, response);
  }

  @Override
  public boolean streamsBody(Request head) {
    return true;
  }

  @Override
  public long mostBody(Request head, long usual) {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean needsWorker(Request request) {
    return false;
  }
}
