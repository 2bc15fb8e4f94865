// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import socketlab.app.route.Problem;
import socketlab.app.uploads.store.FileBody;
import socketlab.app.uploads.store.StoredUpload;
import socketlab.disk.DataFile;
import socketlab.protocol.http.Field;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Method;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;
import socketlab.protocol.http.grammar.ByteRange;

/**
 * The bytes of an upload that is whole, or ranges of them (RFC 9110 section 14). What a client
 * uploaded is never shown as a page of this server: it is an image by its bytes, or something to be
 * saved.
 */
final class FileAnswer {
  private static final Field RANGES = new Field("Accept-Ranges", "bytes");
  private static final Field NO_SNIFFING = new Field("X-Content-Type-Options", "nosniff");

  private FileAnswer() {}

  static void send(StoredUpload upload, Request request, Response response) {
    if (!upload.isComplete()) {
      Problem.send(
          response,
          Status.CONFLICT,
          "the upload is not whole yet; HEAD with Tus-Resumable tells how far it is");
      return;
    }
    long size = upload.info().length();
    FileConditions conditions =
        new FileConditions('"' + upload.id() + '"', upload.touchedMillis() / 1000);
    response.field(RANGES);
    conditions.addTo(response);
    Optional<Status> otherwise = conditions.evaluate(request);
    if (otherwise.isPresent()) {
      response.send(otherwise.get());
      return;
    }
    Optional<List<ByteRange>> ranges =
        request.method() == Method.GET && conditions.allowRange(request)
            ? Optional.ofNullable(request.field("range"))
                .flatMap(field -> ByteRange.parse(field, size))
            : Optional.empty();
    if (ranges.isPresent() && ranges.get().isEmpty()) {
      response.field("Content-Range", "bytes */" + size);
      Problem.send(
          response, Status.RANGE_NOT_SATISFIABLE, "there are " + size + " bytes, none of those");
      return;
    }
    describe(upload, response);
    body(upload, size, ranges, request.method() == Method.HEAD, response);
  }

  private static void describe(StoredUpload upload, Response response) {
    response.field(NO_SNIFFING);
    if (upload.info().type().isEmpty()) {
      response.field("Content-Disposition", "attachment" + name(upload.info().metadata()));
    }
  }

  /** By RFC 6266 and RFC 8187: the name as the client told it. */
  private static String name(String metadata) {
    Optional<byte[]> name = TusFields.value(metadata, "filename");
    if (name.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("; filename*=UTF-8''");
    for (byte b : new String(name.get(), UTF_8).getBytes(UTF_8)) {
      if (b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '.') {
        text.append((char) b);
      } else {
        text.append('%').append("%02X".formatted(b & 0xff));
      }
    }
    return text.toString();
  }

  private static MediaType type(StoredUpload upload) {
    String type = upload.info().type();
    return type.isEmpty() ? MediaType.BYTES : MediaType.of(type);
  }

  private static void body(
      StoredUpload upload,
      long size,
      Optional<List<ByteRange>> ranges,
      boolean isHead,
      Response response) {
    MediaType type = type(upload);
    FileParts parts = FileParts.of(ranges, size, type);
    response.type(parts.type());
    parts.contentRange().ifPresent(range -> response.field("Content-Range", range));
    Status status = ranges.isPresent() ? Status.PARTIAL_CONTENT : Status.OK;
    if (isHead) {
      response.stream(
          status,
          parts.length(),
          (out, most) -> {
            throw new IllegalStateException("an answer to HEAD has no body");
          });
      return;
    }
    Response later = response.later();
    upload.read(
        file -> stream(upload, file, parts, status, later),
        refusal -> UploadBody.send(refusal, later));
  }

  private static void stream(
      StoredUpload upload, DataFile file, FileParts parts, Status status, Response later) {
    later.stream(
        status, parts.length(), new FileBody(upload, file, parts.segments(), later.waker()));
  }
}
