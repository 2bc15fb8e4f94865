// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http1.Answers.Answer;

/** Uploads under every pattern: the protocol's answers, and the bytes back, whole and in ranges. */
@EveryPattern
class UploadEndpointsTest extends WithClient {
  private static final String TUS = "Tus-Resumable: 1.0.0\r\n";
  private static final String PIECE = TUS + "Content-Type: application/offset+octet-stream\r\n";
  private static final String PNG = "\u0089PNG\r\n\u001a\n";

  /** So many bytes that look like nothing else. */
  private static String bytes(int count, long seed) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  private static String head(String method, String target, String fields) {
    return method + " " + target + " HTTP/1.1\r\nHost: lab\r\n" + fields + "\r\n";
  }

  private Answer ask(String method, String target, String fields) throws IOException {
    client.send(head(method, target, fields));
    return method.equals("HEAD") ? client.readToHead() : client.read();
  }

  private Answer ask(String method, String target, String fields, String body) throws IOException {
    fields += "Content-Length: " + body.length() + "\r\n";
    return client.send(head(method, target, fields) + body).read();
  }

  private String create(long length) throws IOException {
    return create("Upload-Length: " + length + "\r\n");
  }

  private String create(String fields) throws IOException {
    Answer answer = ask("POST", "/uploads", TUS + fields);
    assertEquals(201, answer.status(), answer.body());
    return answer.fields().get("location");
  }

  private Answer patch(String upload, long offset, String body) throws IOException {
    return ask("PATCH", upload, PIECE + "Upload-Offset: " + offset + "\r\n", body);
  }

  private static void assertOffset(long wanted, Answer answer) {
    assertEquals(Long.toString(wanted), answer.fields().get("upload-offset"));
    assertEquals("1.0.0", answer.fields().get("tus-resumable"));
  }

  @Test
  void inPiecesAndBackAgain() throws IOException {
    String all = bytes(300_000, 1);
    String upload = create("Upload-Length: 300000\r\nUpload-Metadata: filename w6QudHh0,empty\r\n");
    Answer first = patch(upload, 0, all.substring(0, 100));
    assertEquals(204, first.status());
    assertOffset(100, first);
    assertTrue(first.fields().get("upload-expires").endsWith(" GMT"));
    assertEquals(409, ask("GET", upload, "").status());
    Answer second = patch(upload, 100, all.substring(100));
    assertEquals(204, second.status());
    Answer head = ask("HEAD", upload, TUS);
    assertEquals(200, head.status());
    assertOffset(300_000, head);
    assertEquals("300000", head.fields().get("upload-length"));
    assertEquals("filename w6QudHh0,empty", head.fields().get("upload-metadata"));
    assertEquals("no-store", head.fields().get("cache-control"));
    Answer back = ask("GET", upload, "");
    assertEquals(200, back.status());
    assertEquals(all, back.body());
    assertEquals("nosniff", back.fields().get("x-content-type-options"));
    assertEquals(
        "attachment; filename*=UTF-8''%C3%A4.txt", back.fields().get("content-disposition"));
  }

  @Test
  void whatCameBeforeTheConnectionBrokeIsKept() throws IOException {
    String all = bytes(200_000, 2);
    String upload = create(all.length());
    TestClient broken = server.connect();
    broken.send(
        head(
                "PATCH",
                upload,
                PIECE + "Upload-Offset: 0\r\nContent-Length: " + all.length() + "\r\n")
            + all.substring(0, 150_000));
    eventually()
        .until(() -> ask("HEAD", upload, TUS).fields().get("upload-offset"), "150000"::equals);
    broken.close();
    // The server may not have seen yet that the other one left.
    eventually()
        .until(
            () -> {
              client = server.connect();
              return patch(upload, 150_000, all.substring(150_000)).status() == 204;
            });
    assertEquals(all, ask("GET", upload, "").body());
  }

  @Test
  void theBodyMayComeWithTheCreation() throws IOException {
    String all = bytes(5000, 3);
    Answer answer = ask("POST", "/uploads", PIECE + "Upload-Length: 5000\r\n", all);
    assertEquals(201, answer.status());
    assertOffset(5000, answer);
    assertEquals(all, ask("GET", answer.fields().get("location"), "").body());
  }

  @Test
  void theLengthMayBeToldLater() throws IOException {
    String upload = create("Upload-Defer-Length: 1\r\n");
    assertEquals("1", ask("HEAD", upload, TUS).fields().get("upload-defer-length"));
    assertEquals(204, patch(upload, 0, "abc").status());
    String last = PIECE + "Upload-Offset: 3\r\nUpload-Length: 6\r\n";
    assertEquals(204, ask("PATCH", upload, last, "def").status());
    assertEquals("6", ask("HEAD", upload, TUS).fields().get("upload-length"));
    assertEquals(
        400, ask("PATCH", upload, PIECE + "Upload-Offset: 6\r\nUpload-Length: 7\r\n").status());
    assertEquals("abcdef", ask("GET", upload, "").body());
  }

  @Test
  void aChecksumIsChecked() throws IOException, NoSuchAlgorithmException {
    String all = bytes(100_000, 4);
    String upload = create(all.length() * 4L);
    long offset = 0;
    for (String name : new String[] {"sha1 SHA-1", "sha256 SHA-256", "sha512 SHA-512", "md5 MD5"}) {
      String[] names = name.split(" ");
      byte[] sum = MessageDigest.getInstance(names[1]).digest(all.getBytes(ISO_8859_1));
      String field =
          "Upload-Checksum: "
              + names[0]
              + " "
              + Base64.getEncoder().encodeToString(sum)
              + "\r\nUpload-Offset: "
              + offset
              + "\r\n";
      Answer wrong = ask("PATCH", upload, PIECE + field, all.replace('a', 'b'));
      assertEquals(460, wrong.status());
      assertOffset(offset, ask("HEAD", upload, TUS));
      assertEquals(204, ask("PATCH", upload, PIECE + field, all).status());
      offset += all.length();
    }
    assertEquals(all.repeat(4), ask("GET", upload, "").body());
    assertEquals(
        400,
        ask(
                "PATCH",
                upload,
                PIECE + "Upload-Checksum: crc8 AA==\r\nUpload-Offset: " + offset + "\r\n")
            .status());
  }

  @Test
  void twoAtOnceDoNotMix() throws IOException {
    String upload = create(10);
    String ten = PIECE + "Upload-Offset: 0\r\nContent-Length: 10\r\n";
    TestClient first = server.connect().send(head("PATCH", upload, ten) + "abc");
    eventually().until(() -> ask("HEAD", upload, TUS).fields().get("upload-offset"), "3"::equals);
    Answer second = patch(upload, 3, "defghij");
    if (second.status() == 423) {
      assertEquals("1", second.fields().get("retry-after"));
    }
    // Who is silent for long has to make way.
    eventually()
        .until(
            () ->
                ask("HEAD", upload, TUS).fields().get("upload-offset").equals("10")
                    || patch(upload, 3, "defghij").status() == 204);
    assertEquals("abcdefghij", ask("GET", upload, "").body());
    first.send("XXXXXXX");
    assertTrue(first.readToAnyEnd().startsWith("HTTP/1.1 423 "));
  }

  @Test
  void whatIsDeletedIsGone() throws IOException {
    String upload = create(3);
    assertEquals(204, ask("DELETE", upload, TUS).status());
    assertEquals(410, ask("HEAD", upload, TUS).status());
    assertEquals(410, patch(upload, 0, "abc").status());
    assertEquals(410, ask("GET", upload, "").status());
    String other = create(3);
    String override = TUS + "X-HTTP-Method-Override: DELETE\r\n";
    assertEquals(204, ask("POST", other, override).status());
    assertEquals(0, server.uploads().count());
  }

  @Test
  void optionsTellWhatThereIs() throws IOException {
    Answer answer = ask("OPTIONS", "/uploads", "");
    assertEquals(204, answer.status());
    assertEquals("1.0.0", answer.fields().get("tus-version"));
    assertEquals("8388608", answer.fields().get("tus-max-size"));
    assertEquals("sha1,sha256,sha512,md5", answer.fields().get("tus-checksum-algorithm"));
    assertTrue(answer.fields().get("tus-extension").contains("creation-with-upload"));
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    assertRefused(412, ask("POST", "/uploads", "Upload-Length: 1\r\n"));
    Answer version = ask("POST", "/uploads", "Tus-Resumable: 0.2.2\r\nUpload-Length: 1\r\n");
    assertRefused(412, version);
    assertEquals("1.0.0", version.fields().get("tus-version"));
    for (String fields :
        new String[] {
          "",
          "Upload-Length: -1\r\n",
          "Upload-Length: 1x\r\n",
          "Upload-Length: 1\r\nUpload-Length: 2\r\n",
          "Upload-Length: 1\r\nUpload-Defer-Length: 1\r\n",
          "Upload-Defer-Length: 2\r\n",
          "Upload-Length: 1\r\nUpload-Metadata: a !\r\n",
          "Upload-Length: 1\r\nUpload-Metadata: a YQ==,a YQ==\r\n",
          "Upload-Length: 1\r\nUpload-Metadata: ,\r\n",
          "Upload-Length: 1\r\nUpload-Concat: partial\r\n"
        }) {
      assertRefused(400, ask("POST", "/uploads", TUS + fields));
    }
    assertRefused(413, ask("POST", "/uploads", TUS + "Upload-Length: 8388609\r\n"));
    assertRefused(413, ask("POST", "/uploads", TUS + "Upload-Length: " + "9".repeat(40) + "\r\n"));
    String upload = create(3);
    assertRefused(409, patch(upload, 1, "a"));
    assertRefused(409, patch(upload, Long.MAX_VALUE, "a"));
    assertRefused(400, ask("PATCH", upload, PIECE + "Upload-Offset: -1\r\n", "a"));
    assertRefused(400, ask("PATCH", upload, PIECE, "a"));
    assertRefused(415, ask("PATCH", upload, TUS + "Upload-Offset: 0\r\n", "a"));
    assertRefused(413, patch(upload, 0, "abcd"));
    assertRefused(405, ask("POST", upload, TUS));
    assertEquals("1.0.0", ask("PUT", upload, "").fields().get("tus-resumable"));
    for (String id :
        new String[] {
          "..%2f..%2fetc%2fpasswd", "none", "../stats", upload.substring(9) + ".data"
        }) {
      assertRefused(404, ask("GET", "/uploads/" + id, ""));
    }
    String page = "Origin: http://other.example\r\n";
    assertRefused(403, ask("POST", "/uploads", TUS + page + "Upload-Length: 1\r\n"));
    assertRefused(403, ask("PATCH", upload, PIECE + page + "Upload-Offset: 0\r\n", "abc"));
    assertRefused(403, ask("DELETE", upload, TUS + page));
    assertOffset(0, ask("HEAD", upload, TUS));
  }

  private static void assertRefused(int status, Answer answer) {
    assertEquals(status, answer.status(), answer.body());
    assertTrue(answer.fields().get("content-type").startsWith("application/problem+json"));
    assertEquals(1, answer.body().lines().count());
  }

  /** Seen only when it comes: a body in chunks does not say how long it is. */
  @Test
  void aBodyThatGoesOnIsCutOff() throws IOException {
    String upload = create(70_000);
    String fields = PIECE + "Upload-Offset: 0\r\nTransfer-Encoding: chunked\r\n";
    client.send(head("PATCH", upload, fields) + "11171\r\n" + bytes(70_001, 5) + "\r\n");
    Answer answer = client.read();
    assertRefused(413, answer);
    client = server.connect();
    assertOffset(70_000, ask("HEAD", upload, TUS));
  }

  @Test
  void moreThanThereIsRoomForIsRefused() throws IOException {
    for (int i = 0; i < 8; i++) {
      create(1);
    }
    Answer refused = ask("POST", "/uploads", TUS + "Upload-Length: 1\r\n");
    assertRefused(503, refused);
    assertEquals("1", refused.fields().get("retry-after"));
    assertRefused(503, ask("POST", "/images", "", PNG + "0123"));
  }

  @Test
  void rangesOfIt() throws IOException {
    String all = bytes(200_000, 6);
    String upload = create(all.length());
    patch(upload, 0, all);
    Answer whole = ask("GET", upload, "");
    String etag = whole.fields().get("etag");
    String date = whole.fields().get("last-modified");
    assertEquals("bytes", whole.fields().get("accept-ranges"));
    assertRange(all, 0, 5, ask("GET", upload, "Range: bytes=0-4\r\n"));
    assertRange(all, 100_000, 200_000, ask("GET", upload, "Range: bytes=100000-\r\n"));
    assertRange(all, 199_997, 200_000, ask("GET", upload, "Range: bytes=-3\r\n"));
    assertRange(all, 1, 2, ask("GET", upload, "Range: bytes=1-1\r\nIf-Range: " + etag + "\r\n"));
    assertRange(all, 1, 2, ask("GET", upload, "Range: bytes=1-1\r\nIf-Range: " + date + "\r\n"));
    assertEquals(200, ask("GET", upload, "Range: bytes=1-1\r\nIf-Range: \"x\"\r\n").status());
    assertEquals(200, ask("GET", upload, "Range: lines=1-1\r\n").status());
    assertEquals(200, ask("GET", upload, "Range: bytes=2-1\r\n").status());
    Answer behind = ask("GET", upload, "Range: bytes=200000-\r\n");
    assertEquals(416, behind.status());
    assertEquals("bytes */200000", behind.fields().get("content-range"));
    Answer several = ask("GET", upload, "Range: bytes=0-1,70000-150000,-2\r\n");
    assertEquals(206, several.status());
    String boundary = several.fields().get("content-type").substring(31);
    String expected = "";
    for (int[] range : new int[][] {{0, 2}, {70_000, 150_001}, {199_998, 200_000}}) {
      expected +=
          "\r\n--%s\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes %d-%d/200000\r\n\r\n%s"
              .formatted(boundary, range[0], range[1] - 1, all.substring(range[0], range[1]));
    }
    assertEquals(expected + "\r\n--" + boundary + "--\r\n", several.body());
    Answer head = ask("HEAD", upload, "Range: bytes=0-4\r\n");
    assertEquals(200, head.status());
    assertEquals("200000", head.fields().get("content-length"));
    client.send(head("GET", upload, "If-None-Match: " + etag + "\r\n"));
    assertEquals(304, client.readToHead().status());
    client.send(head("GET", upload, "If-Modified-Since: " + date + "\r\n"));
    assertEquals(304, client.readToHead().status());
    assertEquals(412, ask("GET", upload, "If-Match: \"x\"\r\n").status());
  }

  private static void assertRange(String all, int from, int to, Answer answer) {
    assertEquals(206, answer.status());
    assertEquals(
        "bytes " + from + "-" + (to - 1) + "/" + all.length(),
        answer.fields().get("content-range"));
    assertEquals(all.substring(from, to), answer.body());
  }

  @Test
  void anImageInOneRequest() throws IOException {
    for (int size : new int[] {100, 3_000_000}) {
      String image = PNG + bytes(size, 7);
      Answer answer = ask("POST", "/images", "Content-Type: text/html\r\n", image);
      assertEquals(201, answer.status(), answer.body());
      String place = answer.fields().get("location");
      assertEquals(
          "{\"id\":\"%s\",\"size\":%d,\"type\":\"image/png\"}\n"
              .formatted(place.substring(8), size + 8),
          answer.body());
      Answer back = ask("GET", place, "");
      assertEquals("image/png", back.fields().get("content-type"));
      assertNull(back.fields().get("content-disposition"));
      assertEquals(image, back.body());
      assertEquals(404, ask("GET", "/uploads/" + place.substring(8), "").status());
    }
    Answer none = ask("POST", "/images", "Content-Type: image/png\r\n", "<svg/>");
    assertRefused(415, none);
    assertRefused(415, ask("POST", "/images", ""));
    assertRefused(
        413, server.connect().send(head("POST", "/images", "Content-Length: 8388609\r\n")).read());
  }

  @Test
  void anImageThatBreaksOffLeavesNothing() throws IOException {
    TestClient broken = server.connect();
    broken.send(head("POST", "/images", "Content-Length: 1000000\r\n") + PNG + bytes(100_000, 8));
    eventually().until(() -> server.uploads().count() == 1);
    broken.close();
    eventually().until(() -> server.uploads().count() == 0);
    eventually().until(() -> server.uploads().bytesInFlight() == 0);
  }
}
