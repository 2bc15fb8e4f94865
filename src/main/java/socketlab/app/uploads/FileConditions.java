// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import socketlab.app.ImfDate;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * Whether a client has something already (RFC 9110 section 13).
 *
 * @param etag a strong one, with its quotes: the bytes do not change
 * @param changed seconds since 1970
 */
record FileConditions(String etag, long changed) {
  void addTo(Response response) {
    response.field("ETag", etag).field("Last-Modified", ImfDate.text(changed));
  }

  /** The answer in place of the bytes; in the order of section 13.2.2. */
  Optional<Status> evaluate(Request request) {
    List<String> match = request.fields("if-match");
    if (!match.isEmpty()) {
      if (!lists(match, false)) {
        return Optional.of(Status.PRECONDITION_FAILED);
      }
    } else if (isChangedSince(request, "if-unmodified-since", false)) {
      return Optional.of(Status.PRECONDITION_FAILED);
    }
    List<String> noneMatch = request.fields("if-none-match");
    if (!noneMatch.isEmpty()) {
      return lists(noneMatch, true) ? Optional.of(Status.NOT_MODIFIED) : Optional.empty();
    }
    return isChangedSince(request, "if-modified-since", true)
        ? Optional.empty()
        : Optional.of(Status.NOT_MODIFIED);
  }

  /**
   * @param weakly a weak tag will do; else only a strong one
   */
  private boolean lists(List<String> lines, boolean weakly) {
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || one.equals(etag) || weakly && one.equals("W/" + etag));
  }

  private boolean isChangedSince(Request request, String field, boolean otherwise) {
    OptionalLong since = date(request.field(field));
    return since.isEmpty() ? otherwise : changed > since.getAsLong();
  }

  private static OptionalLong date(String text) {
    return text == null ? OptionalLong.empty() : ImfDate.seconds(text);
  }

  /** If-Range: a range only of what the client has a part of (section 13.1.5). */
  boolean allowRange(Request request) {
    String ifRange = request.field("if-range");
    return ifRange == null || ifRange.equals(etag) || ifRange.equals(ImfDate.text(changed));
  }
}
