// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static socketlab.pattern.TestClient.get;
import static socketlab.pattern.TestClient.post;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** Requests sent without waiting are answered in their order, however their bytes are cut. */
@EveryPattern
class PipelineTest {
  private static final List<String> REQUESTS =
      List.of(
          get("/plaintext"),
          post("/echo", "first"),
          get("/nothing"),
          "POST /echo HTTP/1.1\r\nHost: lab\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nsec\r\n3\r\nond\r\n0\r\n\r\n",
          get("/json"));

  private static final String ALL = String.join("", REQUESTS);

  @Parameter Variant variant;
  TestServer server;
  TestClient client;
  List<String> wanted;

  @BeforeEach
  void askOneByOne() throws IOException {
    server = TestServer.of(variant).start();
    client = server.connect();
    wanted = new ArrayList<>();
    for (String request : REQUESTS) {
      wanted.add(client.send(request).readRaw());
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whole() throws IOException {
    client.send(ALL);
    assertEquals(wanted, answers(REQUESTS.size()));
  }

  @Test
  void byteByByte() throws IOException {
    client.sendByteByByte(ALL);
    assertEquals(wanted, answers(REQUESTS.size()));
  }

  /** What is whole before the cut is answered before it goes on, so the cut is a cut. */
  @Test
  void cutAtEveryPlace() throws IOException {
    for (int cut = 1; cut < ALL.length(); cut++) {
      client.send(ALL.substring(0, cut));
      List<String> got = answers(wholeBefore(cut));
      client.send(ALL.substring(cut));
      got.addAll(answers(REQUESTS.size() - got.size()));
      assertEquals(wanted, got, "cut at " + cut);
    }
  }

  @Test
  void aSlowOneIsNotOvertaken() throws IOException {
    client.send(get("/work?sleep=150") + get("/json") + get("/work?sleep=50") + get("/plaintext"));
    List<String> bodies = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      bodies.add(client.read().body());
    }
    assertEquals(
        List.of("done\n", "{\"message\":\"Hello, World!\"}", "done\n", "Hello, World!"), bodies);
  }

  @Test
  void moreThanAreWorkedOnAtOnceAreAllAnswered() throws IOException {
    int many = 1000;
    client.send(get("/plaintext").repeat(many));
    for (int i = 0; i < many; i++) {
      assertEquals(wanted.getFirst(), client.readRaw());
    }
  }

  private List<String> answers(int count) throws IOException {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      answers.add(client.readRaw());
    }
    return answers;
  }

  private static int wholeBefore(int cut) {
    int whole = 0;
    for (int end = 0; whole < REQUESTS.size(); whole++) {
      end += REQUESTS.get(whole).length();
      if (end > cut) {
        break;
      }
    }
    return whole;
  }
}
