// SPDX-License-Identifier: Apache-2.0
package socketlab.app.front;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/**
 * A file that the page loads. Immutable.
 *
 * @param etag what changes whenever the bytes do
 */
record Asset(MediaType type, byte[] bytes, String etag) {
  private static final MediaType SCRIPT = MediaType.of("text/javascript; charset=utf-8");
  private static final MediaType STYLE = MediaType.of("text/css; charset=utf-8");
  private static final int ETAG_BYTES = 12;

  /** The resource of this name, a script or a style sheet. */
  static Asset of(String name) {
    byte[] bytes = read(name);
    return new Asset(name.endsWith(".js") ? SCRIPT : STYLE, bytes, etag(bytes));
  }

  /** The resource of this name as text. */
  static String text(String name) {
    return new String(read(name), UTF_8);
  }

  private static byte[] read(String name) {
    try (InputStream in = Asset.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, ETAG_BYTES) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Kept by the browser, and asked for each time whether it is still the same: 304 then. */
  void send(Request request, Response response) {
    response.field("ETag", etag).field("Cache-Control", "no-cache");
    response.field("X-Content-Type-Options", "nosniff");
    if (request.fields("if-none-match").contains(etag)) {
      response.send(Status.NOT_MODIFIED);
    } else {
      response.type(type).send(Status.OK, bytes);
    }
  }
}
