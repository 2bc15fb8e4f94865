// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestClient.post;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import socketlab.protocol.http1.Answers.Answer;

/** What every pattern answers. */
@EveryPattern
class EndpointsTest extends WithClient {
  @Test
  void plaintextIsTheseBytes() throws IOException {
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!",
        client.send(get("/plaintext")).readRaw());
  }

  @Test
  void jsonIsTheseBytes() throws IOException {
    assertEquals(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n"
            + "{\"message\":\"Hello, World!\"}",
        client.send(get("/json")).readRaw());
  }

  @Test
  void theIndexShowsThePicture() throws IOException {
    Answer answer = client.ask("/");
    assertEquals(200, answer.status());
    assertTrue(answer.body().contains(variant.pattern().id()), answer.body());
    assertTrue(answer.body().contains("POST /echo"), answer.body());
  }

  @Test
  void echoGivesTheBodyBackWithItsType() throws IOException {
    Answer answer =
        client
            .send(
                "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Type: text/x-odd\r\n"
                    + "Content-Length: 5\r\n\r\nhello")
            .read();
    assertEquals("hello", answer.body());
    assertEquals("text/x-odd", answer.fields().get("content-type"));
  }

  @Test
  void aLargeBodyComesBackWhole() throws IOException {
    String body = "0123456789abcdef".repeat(50_000);
    assertEquals(body, client.send(post("/echo", body)).read().body());
  }

  @Test
  void aChunkedBodyComesBackInChunks() throws IOException {
    Answer answer =
        client
            .send(
                "POST /echo HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n")
            .read();
    assertEquals("abcdefg", answer.body());
    assertEquals("chunked", answer.fields().get("transfer-encoding"));
  }

  @Test
  void workIsDone() throws IOException {
    assertEquals("done\n", client.ask("/work?sleep=1").body());
    assertEquals("done\n", client.ask("/work?spin=1").body());
    assertEquals(400, client.ask("/work?sleep=soon").status());
    assertEquals("done\n", client.ask("/work").body());
  }

  @Test
  void headIsGetWithoutTheBody() throws IOException {
    Answer head = client.send("HEAD /plaintext HTTP/1.1\r\nHost: lab\r\n\r\n").readToHead();
    assertEquals(client.ask("/plaintext").fields(), head.fields());
  }

  @Test
  void anUnknownPathIs404AndTheConnectionGoesOn() throws IOException {
    assertEquals(404, client.ask("/nothing").status());
    assertEquals(200, client.ask("/plaintext").status());
  }

  @Test
  void anotherMethodIs405WithAllow() throws IOException {
    Answer answer = client.send("DELETE /echo HTTP/1.1\r\nHost: lab\r\n\r\n").read();
    assertEquals(405, answer.status());
    assertEquals("POST", answer.fields().get("allow"));
    assertEquals("GET, HEAD", client.send(post("/json", "")).read().fields().get("allow"));
  }

  @Test
  void http10EndsWithTheAnswer() throws IOException {
    String answer = client.send("GET /plaintext HTTP/1.0\r\n\r\n").readToEnd();
    assertTrue(answer.endsWith("\r\n\r\nHello, World!"), answer);
  }

  @Test
  void http10StaysWhenItAsksTo() throws IOException {
    String request = "GET /plaintext HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    Answer answer = client.send(request).read();
    assertEquals("keep-alive", answer.fields().get("connection"));
    assertEquals("Hello, World!", client.send(request).read().body());
  }

  @Test
  void connectionCloseEndsWithTheAnswer() throws IOException {
    String answer =
        client
            .send("GET /plaintext HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
            .readToEnd();
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    assertTrue(answer.endsWith("Hello, World!"), answer);
  }

  @Test
  void anExpectedBodyIsAskedFor() throws IOException {
    client.send(
        "POST /echo HTTP/1.1\r\nHost: lab\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readRaw());
    assertEquals("ok", client.send("ok").read().body());
  }
}
