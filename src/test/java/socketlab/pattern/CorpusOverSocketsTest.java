// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import socketlab.app.LabHandler;
import socketlab.app.ServerView;
import socketlab.app.Stats;
import socketlab.protocol.SessionFactory;
import socketlab.protocol.http.HttpConfig;
import socketlab.protocol.http.HttpDate;
import socketlab.protocol.http.HttpLimits;
import socketlab.protocol.http1.Answers;
import socketlab.protocol.http1.Corpus;
import socketlab.protocol.http1.Http1Session;

/**
 * Whatever a peer sends, every pattern answers with the same bytes, and with the statuses that the
 * corpus tells.
 */
@Timeout(120)
class CorpusOverSocketsTest {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  /** The page at "/" shows the pattern's picture; here it shall be the same for all. */
  private static final ServerView SAME =
      new ServerView() {
        @Override
        public Stats stats() {
          throw new UnsupportedOperationException("not asked for by the corpus");
        }

        @Override
        public String picture() {
          return "a picture";
        }
      };

  private static final Map<Variant, TestServer> SERVERS = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws IOException {
    for (Variant variant : Variant.all()) {
      SERVERS.put(variant, TestServer.of(variant).sessions(http1()).start());
    }
  }

  /** Without a newer version to go on to, which a case of the corpus asks for. */
  private static SessionFactory http1() {
    return Http1Session.factory(
        new HttpConfig(
            new LabHandler(SAME, List.of()),
            HttpLimits.DEFAULT,
            HttpDate.NONE,
            Throwable::printStackTrace));
  }

  /** In the order in which they were not started: what one left behind would be another's. */
  @AfterAll
  static void stop() {
    List.copyOf(SERVERS.values()).reversed().forEach(TestServer::close);
    SERVERS.clear();
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return Corpus.all().stream().map(of -> dynamicTest(of.name(), () -> everywhereTheSame(of)));
  }

  private static void everywhereTheSame(Corpus.Case of) throws IOException {
    Map<Variant, String> got = new LinkedHashMap<>();
    Map<Variant, String> wanted = new LinkedHashMap<>();
    for (Map.Entry<Variant, TestServer> server : SERVERS.entrySet()) {
      got.put(server.getKey(), answers(of, server.getValue()));
      wanted.put(server.getKey(), got.values().iterator().next());
    }
    assertEquals(wanted, got, of.why());
    List<Integer> statuses = Answers.statuses(got.values().iterator().next());
    assertEquals(of.expected().stream().map(Corpus.Expected::status).toList(), statuses, of.why());
  }

  /** All that comes until the server ends the connection, be it by itself or when asked to. */
  private static String answers(Corpus.Case of, TestServer server) throws IOException {
    try (TestClient client = TestClient.to(server.address())) {
      client.send(of.bytes());
      if (of.closes()) {
        return client.readToEnd().replace(CONTINUE, "");
      }
      StringBuilder answers = new StringBuilder();
      for (int i = 0; i < of.expected().size(); i++) {
        answers.append(client.readRaw());
      }
      // Nothing else is on its way: what comes now is the end, or 400 for what was not whole.
      String rest = client.halfClose().readToEnd();
      assertEquals(List.of(), Answers.statuses(rest).stream().filter(s -> s != 400).toList());
      return answers.toString().replace(CONTINUE, "");
    }
  }
}
