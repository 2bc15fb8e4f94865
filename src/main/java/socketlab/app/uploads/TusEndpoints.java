// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.List;
import java.util.Optional;
import socketlab.app.ImfDate;
import socketlab.app.route.Origins;
import socketlab.app.route.Problem;
import socketlab.app.route.Route;
import socketlab.app.uploads.store.Appending;
import socketlab.app.uploads.store.Refusal;
import socketlab.app.uploads.store.StoredUpload;
import socketlab.app.uploads.store.UploadChecksum;
import socketlab.app.uploads.store.UploadInfo;
import socketlab.app.uploads.store.UploadStore;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.HttpHandler;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * {@code /uploads}: the tus protocol 1.0.0, with creation (also with the first bytes, also of a
 * length told later), checksum, expiration and termination. None of it blocks a thread.
 *
 * <pre>
 *   POST  /uploads      Upload-Length: N  ──▶ 201, Location: /uploads/ID
 *   PATCH /uploads/ID   Upload-Offset: M  ──▶ 204, Upload-Offset: what is on the disk
 *      ✂ the connection breaks
 *   HEAD  /uploads/ID                     ──▶ 200, Upload-Offset: where to go on
 *   PATCH /uploads/ID   …
 *   GET   /uploads/ID                     ──▶ the bytes, or ranges of them
 * </pre>
 */
final class TusEndpoints {
  static final String PATH = "/uploads/";

  private static final String COLLECTION = "/uploads";
  private static final String VERSION = "1.0.0";
  private static final Field RESUMABLE = new Field("Tus-Resumable", VERSION);
  private static final Field KNOWN_VERSIONS = new Field("Tus-Version", VERSION);
  private static final Field EXTENSIONS =
      new Field(
          "Tus-Extension",
          "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination");
  private static final Field ALGORITHMS = new Field("Tus-Checksum-Algorithm", UploadChecksum.NAMES);
  private static final String BODY_TYPE = "application/offset+octet-stream";
  private static final Refusal OTHER_TYPE =
      new Refusal(Status.UNSUPPORTED_MEDIA_TYPE, "the Content-Type of a piece is " + BODY_TYPE);
  private static final Refusal NONE = new Refusal(Status.NOT_FOUND, "there is no such upload");
  private static final List<Method> ON_ALL = List.of(Method.POST, Method.OPTIONS);
  private static final List<Method> ON_ONE =
      List.of(Method.GET, Method.POST, Method.PATCH, Method.DELETE, Method.OPTIONS);

  private final UploadStore store;
  private final Field maxSize;
  private final HttpHandler create;
  private final HttpHandler patch;
  private final HttpHandler delete;

  TusEndpoints(UploadStore store, Origins origins) {
    this.store = store;
    maxSize = new Field("Tus-Max-Size", Long.toString(store.limits().bytes()));
    create = origins.guard(this::create);
    patch = origins.guard((request, response) -> one(request, response, this::patch));
    delete = origins.guard((request, response) -> one(request, response, this::delete));
  }

  List<Route> routes() {
    return List.of(
        Route.streaming(COLLECTION, false, ON_ALL, List.of(RESUMABLE), this::all),
        Route.streaming(PATH, true, ON_ONE, List.of(RESUMABLE), this::each));
  }

  private void all(Request request, Response response) throws Exception {
    response.field(RESUMABLE);
    switch (method(request)) {
      case "OPTIONS" -> options(response);
      case "POST" -> versioned(request, response, create);
      default -> otherMethod("POST, OPTIONS", response);
    }
  }

  private void each(Request request, Response response) throws Exception {
    response.field(RESUMABLE);
    switch (method(request)) {
      case "OPTIONS" -> options(response);
      case "GET" -> one(request, response, TusEndpoints::get);
      case "HEAD" -> {
        if (request.field("tus-resumable") == null) {
          one(request, response, TusEndpoints::get);
        } else {
          versioned(request, response, (q, a) -> one(q, a, this::head));
        }
      }
      case "PATCH" -> versioned(request, response, patch);
      case "DELETE" -> versioned(request, response, delete);
      default -> otherMethod("GET, HEAD, PATCH, DELETE, OPTIONS", response);
    }
  }

  /** Some clients cannot send a PATCH, and say by a field that they mean one. */
  private static String method(Request request) {
    String other = request.field("x-http-method-override");
    return other == null ? request.methodName() : other;
  }

  private static void otherMethod(String allowed, Response response) {
    response.field("Allow", allowed);
    Problem.send(response, Status.METHOD_NOT_ALLOWED, "not by this method; see the Allow header");
  }

  private void options(Response response) {
    response
        .field(KNOWN_VERSIONS)
        .field(maxSize)
        .field(EXTENSIONS)
        .field(ALGORITHMS)
        .send(Status.NO_CONTENT);
  }

  /** For one version alone; what is malformed gets 400. */
  private static void versioned(Request request, Response response, HttpHandler handler)
      throws Exception {
    if (!VERSION.equals(request.field("tus-resumable"))) {
      response.field(KNOWN_VERSIONS);
      Problem.send(
          response,
          Status.PRECONDITION_FAILED,
          "the field Tus-Resumable is missing, or of another version than " + VERSION);
      return;
    }
    try {
      handler.handle(request, response);
    } catch (IllegalArgumentException e) {
      Problem.send(response, Status.BAD_REQUEST, e.getMessage());
    }
  }

  private interface OfOne {
    void handle(StoredUpload upload, Request request, Response response);
  }

  /** Of the upload that the path names; only names that were made here are ever found. */
  private void one(Request request, Response response, OfOne handler) {
    String id = request.path().substring(PATH.length());
    Optional<StoredUpload> upload = store.find(id).filter(one -> one.info().type().isEmpty());
    if (upload.isPresent()) {
      handler.handle(upload.get(), request, response);
    } else {
      UploadBody.send(store.isDeleted(id) ? Refusal.GONE : NONE, response);
    }
  }

  private void create(Request request, Response response) {
    long length = TusFields.number(request, "upload-length", "Upload-Length");
    String metadata = TusFields.metadata(request);
    Optional<Refusal> wrong = wrongCreation(request, length);
    if (wrong.isPresent()) {
      UploadBody.send(wrong.get(), response);
      return;
    }
    boolean withBody = hasBody(request);
    Optional<UploadChecksum> checksum = checksum(request);
    Optional<StoredUpload> admitted = store.admit("", length, metadata);
    if (admitted.isEmpty()) {
      UploadBody.send(Refusal.TOO_MANY, response);
      return;
    }
    StoredUpload upload = admitted.get();
    response.field("Location", PATH + upload.id());
    if (withBody) {
      // If it cannot be made, what is appended fails for the same reason.
      upload.create(() -> {}, refusal -> {});
      TusBody.append(
          request,
          response,
          upload,
          new Appending.Wish(0, UploadInfo.UNKNOWN, checksum.orElse(null)),
          room(length, 0),
          (later, offset) -> stored(upload, later, offset, Status.CREATED));
    } else {
      Response later = response.later();
      upload.create(
          () -> stored(upload, later, 0, Status.CREATED),
          refusal -> UploadBody.send(refusal, later));
    }
  }

  private Optional<Refusal> wrongCreation(Request request, long length) {
    String defer = request.field("upload-defer-length");
    if (defer != null && !defer.equals("1")) {
      throw new IllegalArgumentException("Upload-Defer-Length is 1, or left out");
    }
    if (defer == null == length < 0) {
      throw new IllegalArgumentException("one of Upload-Length and Upload-Defer-Length is needed");
    }
    if (request.field("upload-concat") != null) {
      throw new IllegalArgumentException("concatenation is not among what Tus-Extension lists");
    }
    if (length > store.limits().bytes()) {
      return Optional.of(Refusal.tooLarge(store.limits()));
    }
    return hasBody(request) ? wrongBody(request, room(length, 0)) : Optional.empty();
  }

  private static boolean hasBody(Request request) {
    return request.contentLength() != 0;
  }

  private static Optional<UploadChecksum> checksum(Request request) {
    return Optional.ofNullable(request.field("upload-checksum")).map(UploadChecksum::parse);
  }

  private Optional<Refusal> wrongBody(Request request, long room) {
    String type = request.field("content-type");
    if (type == null || !type.equalsIgnoreCase(BODY_TYPE)) {
      return Optional.of(OTHER_TYPE);
    }
    if (bodyLength(request) > room) {
      return Optional.of(Refusal.BEHIND_END);
    }
    return Optional.empty();
  }

  /** Bytes that are told ahead; one that came in chunks may be at hand all the same. */
  private static long bodyLength(Request request) {
    return request.isStreamed() ? request.contentLength() : request.bodyLength();
  }

  /** Bytes that may follow an offset. */
  private long room(long length, long offset) {
    return (length == UploadInfo.UNKNOWN ? store.limits().bytes() : length) - offset;
  }

  private void patch(StoredUpload upload, Request request, Response response) {
    long offset = TusFields.number(request, "upload-offset", "Upload-Offset");
    long length = TusFields.number(request, "upload-length", "Upload-Length");
    Optional<UploadChecksum> checksum = checksum(request);
    if (offset < 0) {
      throw new IllegalArgumentException("Upload-Offset is needed; HEAD tells it");
    }
    Optional<Refusal> wrong = wrongPatch(upload, request, offset, length);
    if (wrong.isPresent()) {
      UploadBody.send(wrong.get(), response);
      return;
    }
    boolean setsLength = length >= 0 && upload.info().length() == UploadInfo.UNKNOWN;
    long known = setsLength ? length : upload.info().length();
    TusBody.append(
        request,
        response,
        upload,
        new Appending.Wish(offset, setsLength ? length : UploadInfo.UNKNOWN, checksum.orElse(null)),
        room(known, offset),
        (later, end) -> stored(upload, later, end, Status.NO_CONTENT));
  }

  private Optional<Refusal> wrongPatch(
      StoredUpload upload, Request request, long offset, long length) {
    long known = upload.info().length();
    if (length >= 0 && known != UploadInfo.UNKNOWN && length != known) {
      throw new IllegalArgumentException("the length of the upload is known, and another one");
    }
    if (length > store.limits().bytes()) {
      return Optional.of(Refusal.tooLarge(store.limits()));
    }
    if (offset > upload.accepted() || length >= 0 && length < offset) {
      return Optional.of(Refusal.OTHER_OFFSET);
    }
    return wrongBody(request, room(length >= 0 ? length : known, offset));
  }

  /** What is on the disk; the answer has no body. */
  private static void stored(StoredUpload upload, Response later, long offset, Status status) {
    later.field("Upload-Offset", Long.toString(offset)).field(expires(upload)).send(status);
  }

  private static Field expires(StoredUpload upload) {
    return new Field("Upload-Expires", ImfDate.text(upload.expiresMillis() / 1000));
  }

  private void head(StoredUpload upload, Request request, Response response) {
    Response later = response.later();
    upload.offset(
        offset -> {
          UploadInfo info = upload.info();
          if (info.length() == UploadInfo.UNKNOWN) {
            later.field("Upload-Defer-Length", "1");
          } else {
            later.field("Upload-Length", Long.toString(info.length()));
          }
          if (!info.metadata().isEmpty()) {
            later.field("Upload-Metadata", info.metadata());
          }
          later.field("Cache-Control", "no-store");
          stored(upload, later, offset, Status.OK);
        },
        refusal -> UploadBody.send(refusal, later));
  }

  private void delete(StoredUpload upload, Request request, Response response) {
    Response later = response.later();
    upload.delete(() -> later.send(Status.NO_CONTENT), refusal -> UploadBody.send(refusal, later));
  }

  private static void get(StoredUpload upload, Request request, Response response) {
    FileAnswer.send(upload, request, response);
  }
}
