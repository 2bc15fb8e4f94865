// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import socketlab.protocol.events.EventReader;
import socketlab.protocol.events.EventReader.Event;
import socketlab.protocol.http1.Answers;
import socketlab.protocol.http1.Answers.Answer;

/** A chat's answer under every pattern: in pieces and whole, as public clients read it. */
@EveryPattern
class CompletionEndpointsTest extends WithClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/v1/chat/completions";

  private static String asked(String more) {
    return "{\"model\":\"lab-markov\",\"messages\":[{\"role\":\"user\",\"content\":\"queue\"}]"
        + (more.isEmpty() ? "" : "," + more)
        + "}";
  }

  private Answer ask(String query, String body) throws IOException {
    return client.send(TestClient.post(PATH + query, body)).read();
  }

  /** The chunks of a stream, without the mark at its end. */
  private static List<JsonNode> chunks(Answer answer) throws IOException {
    assertEquals(200, answer.status());
    assertEquals("text/event-stream", answer.fields().get("content-type"));
    List<Event> events = EventReader.read(new String(answer.body().getBytes(ISO_8859_1), UTF_8));
    assertEquals("[DONE]", events.getLast().data());
    List<JsonNode> chunks = new ArrayList<>();
    for (Event event : events.subList(0, events.size() - 1)) {
      JsonNode chunk = JSON.readTree(event.data());
      assertEquals("chat.completion.chunk", chunk.get("object").asText());
      assertEquals("lab-markov", chunk.get("model").asText());
      assertTrue(chunk.get("created").asLong() > 0);
      chunks.add(chunk);
    }
    assertEquals(1, chunks.stream().map(chunk -> chunk.get("id").asText()).distinct().count());
    return chunks;
  }

  private static String text(List<JsonNode> chunks) {
    StringBuilder text = new StringBuilder();
    for (JsonNode chunk : chunks) {
      text.append(chunk.at("/choices/0/delta/content").asText(""));
    }
    return text.toString();
  }

  @Test
  void aStreamHasAChunkForEachToken() throws IOException {
    List<JsonNode> chunks = chunks(ask("?tokens=12&rate=1000", asked("\"stream\":true")));
    assertEquals(14, chunks.size(), "the role, 12 tokens and the end");
    assertEquals("assistant", chunks.getFirst().at("/choices/0/delta/role").asText());
    for (JsonNode chunk : chunks.subList(1, 13)) {
      assertFalse(chunk.at("/choices/0/delta/content").asText().isEmpty());
      assertTrue(chunk.at("/choices/0/finish_reason").isNull());
      assertEquals(0, chunk.at("/choices/0/index").asInt(-1));
    }
    assertEquals("stop", chunks.getLast().at("/choices/0/finish_reason").asText());
    assertTrue(chunks.getLast().at("/choices/0/delta").isEmpty());
  }

  @Test
  void theSameSeedGivesTheSameAnswerInPiecesAndWhole() throws IOException {
    String streamed = text(chunks(ask("?tokens=40&rate=0", asked("\"seed\":7,\"stream\":true"))));
    JsonNode whole = JSON.readTree(utf8(ask("?tokens=40&rate=1000", asked("\"seed\":7"))));
    assertEquals(streamed, whole.at("/choices/0/message/content").asText());
    assertEquals("assistant", whole.at("/choices/0/message/role").asText());
    assertEquals("chat.completion", whole.get("object").asText());
    assertEquals("stop", whole.at("/choices/0/finish_reason").asText());
    assertEquals(1, whole.at("/usage/prompt_tokens").asInt());
    assertEquals(40, whole.at("/usage/completion_tokens").asInt());
    assertEquals(41, whole.at("/usage/total_tokens").asInt());
    String other = text(chunks(ask("?tokens=40&rate=0", asked("\"seed\":8,\"stream\":true"))));
    assertFalse(streamed.equals(other), streamed);
  }

  private static String utf8(Answer answer) {
    return new String(answer.body().getBytes(ISO_8859_1), UTF_8);
  }

  @Test
  void aLimitCutsAndAStopStops() throws IOException {
    String options = "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"seed\":1";
    List<JsonNode> cut = chunks(ask("?rate=0", asked(options + ",\"max_tokens\":5")));
    assertEquals(8, cut.size(), "the role, 5 tokens, the end and the usage");
    assertEquals("length", cut.get(6).at("/choices/0/finish_reason").asText());
    assertTrue(cut.getLast().get("choices").isEmpty());
    assertEquals(5, cut.getLast().at("/usage/completion_tokens").asInt());
    List<JsonNode> stopped = chunks(ask("?rate=0", asked(options + ",\"stop\":[\".\"]")));
    assertFalse(text(stopped).isEmpty());
    assertFalse(text(stopped).contains("."), text(stopped));
    assertEquals("stop", stopped.get(stopped.size() - 2).at("/choices/0/finish_reason").asText());
  }

  @Test
  void whoLeavesFreesItsPlace() throws IOException {
    List<TestClient> gone = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String body = asked("\"stream\":" + (i % 2 == 0));
      gone.add(server.connect().send(TestClient.post(PATH + "?tokens=100&rate=1", body)));
    }
    eventually().until(() -> server.completions().underWay() == 8);
    Answer refused = ask("", asked(""));
    assertEquals(503, refused.status());
    assertEquals("1", refused.fields().get("retry-after"));
    gone.forEach(TestClient::close);
    eventually().until(() -> server.completions().underWay() == 0);
    assertEquals(200, ask("?rate=0", asked("")).status());
  }

  @Test
  void aStopCutsTheAnswersThatAreUnderWay() throws IOException {
    TestClient whole =
        server.connect().send(TestClient.post(PATH + "?tokens=4000&rate=100", asked("")));
    client.send(TestClient.post(PATH + "?tokens=4000&rate=100", asked("\"stream\":true")));
    eventually().until(() -> server.completions().underWay() == 2);
    assertTrue(server.stop(Duration.ofSeconds(10)).isGraceful());
    List<JsonNode> chunks = chunks(Answers.of(client.readToEnd()).getFirst());
    assertEquals("length", chunks.getLast().at("/choices/0/finish_reason").asText());
    JsonNode json = JSON.readTree(whole.read().body());
    assertEquals("length", json.at("/choices/0/finish_reason").asText());
  }

  @Test
  void theModelsAreListed() throws IOException {
    JsonNode list = JSON.readTree(client.ask("/v1/models").body());
    assertEquals("list", list.get("object").asText());
    assertEquals("lab-markov", list.at("/data/0/id").asText());
    JsonNode one = JSON.readTree(client.ask("/v1/models/lab-markov").body());
    assertEquals(list.at("/data/0"), one);
    assertEquals(404, client.ask("/v1/models/other").status());
  }

  private void assertRefused(int status, String why, Answer answer) throws IOException {
    assertEquals(status, answer.status(), answer.body());
    assertEquals("application/json", answer.fields().get("content-type"));
    JsonNode error = JSON.readTree(answer.body()).get("error");
    assertTrue(error.get("message").asText().contains(why), answer.body());
    assertEquals("invalid_request_error", error.get("type").asText());
    assertTrue(error.has("param") && error.has("code"));
  }

  @Test
  void whatCannotBeIsRefusedInTheShapeThatClientsRead() throws IOException {
    String message = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
    assertRefused(400, "no JSON", ask("", "{\"model\""));
    assertRefused(400, "no JSON object", ask("", ""));
    assertRefused(400, "no JSON object", ask("", "[]"));
    assertRefused(400, "behind the JSON", ask("", asked("") + "{}"));
    assertRefused(400, "Duplicate", ask("", asked("\"n\":1,\"n\":1")));
    assertRefused(400, "depth", ask("", asked("\"x\":" + "[".repeat(5000) + "]".repeat(5000))));
    assertRefused(400, "no JSON", ask("", asked("\"x\":\"\u00ff\u00fe\"")));
    assertRefused(400, "model is missing", ask("", "{" + message + "}"));
    assertRefused(400, "messages is missing", ask("", "{\"model\":\"m\",\"messages\":[]}"));
    assertRefused(400, "role", ask("", asked("").replace("user", "nobody")));
    assertRefused(400, "stream is true or false", ask("", asked("\"stream\":\"yes\"")));
    assertRefused(400, "max_tokens", ask("", asked("\"max_tokens\":0")));
    assertRefused(400, "n is a whole number from 1 to 1", ask("", asked("\"n\":2")));
    assertRefused(400, "tokens is a number", ask("?tokens=0", asked("")));
    assertRefused(400, "rate is a number", ask("?rate=10001", asked("")));
    assertRefused(404, "no model 'x'", ask("", "{\"model\":\"x\"," + message + "}"));
    assertRefused(413, "at most", ask("", asked("\"x\":\"" + "x".repeat(256 * 1024) + "\"")));
    assertEquals(405, client.ask(PATH).status());
    String page =
        TestClient.post(PATH, asked("")).replace("Host", "Origin: http://x.example\r\nHost");
    assertRefused(403, "--allow-origin", client.send(page).read());
    assertEquals(0, server.completions().underWay());
  }
}
