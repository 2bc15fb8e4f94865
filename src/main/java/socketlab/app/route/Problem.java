// SPDX-License-Identifier: Apache-2.0
package socketlab.app.route;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** An error as JSON (RFC 9457): what is wrong with this request, in one line. */
public final class Problem {
  private Problem() {}

  /**
   * Answers with the status and why.
   *
   * @param detail one line, with the fix where there is one
   */
  public static void send(Response response, Status status, String detail) {
    String body =
        "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n"
            .formatted(
                status.reason(),
                status.code(),
                String.valueOf(JsonStringEncoder.getInstance().quoteAsString(detail)));
    response.type(MediaType.PROBLEM).send(status, body.getBytes(StandardCharsets.UTF_8));
  }
}
