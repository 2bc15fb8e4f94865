// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import socketlab.protocol.Output;
import socketlab.protocol.Wire;
import socketlab.protocol.Workers;
import socketlab.protocol.http.HttpLimits;

/** Every file of the corpus, in every cut: the same bytes leave, and they are the ones expected. */
@Timeout(120)
class CorpusTest {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

  @TestFactory
  Stream<DynamicNode> everyCase() {
    return Corpus.all().stream()
        .map(
            of ->
                dynamicContainer(
                    of.name(),
                    Stream.of(
                        dynamicTest("whole", () -> whole(of)),
                        dynamicTest("byte by byte", () -> byteByByte(of)),
                        dynamicTest("cut at every place", () -> cutAtEveryPlace(of)),
                        dynamicTest("by workers", () -> byWorkers(of)),
                        dynamicTest("then the peer is done", () -> thenTheEnd(of)))));
  }

  @Test
  void theCorpusIsNotEmpty() {
    assertTrue(Corpus.all().size() >= 200, "found " + Corpus.all().size());
  }

  private static void whole(Corpus.Case of) {
    Wire wire = Http.wire(Http::serve).feed(of.bytes());
    List<Answers.Answer> answers = Answers.of(answers(wire));
    assertEquals(
        of.expected().stream().map(Corpus.Expected::status).toList(),
        answers.stream().map(Answers.Answer::status).toList(),
        named(of));
    for (int i = 0; i < answers.size(); i++) {
      String body = of.expected().get(i).body();
      assertEquals(body == null ? answers.get(i).body() : body, answers.get(i).body(), named(of));
    }
    assertEquals(of.closes(), wire.state().isLast(), named(of));
    if (of.closes()) {
      assertTrue(answers.getLast().closes(), "the last answer does not say that it is the last");
    }
  }

  private static void byteByByte(Corpus.Case of) {
    assertSame(
        Http.wire(Http::serve).feed(of.bytes()),
        Http.wire(Http::serve).feedByteByByte(of.bytes()),
        named(of));
  }

  private static void cutAtEveryPlace(Corpus.Case of) {
    Wire whole = Http.wire(Http::serve).feed(of.bytes());
    for (int cut = 1; cut < of.bytes().length; cut += step(of.bytes().length, cut)) {
      assertSame(
          whole, Http.wire(Http::serve).feed(of.bytes(), cut), named(of) + "; cut at " + cut);
    }
  }

  /** In the long cases one byte is like the next, but at both ends and around the limits. */
  private static int step(int length, int cut) {
    boolean inTheMiddle = cut > 200 && cut < length - 200;
    boolean atTheLimit = Math.abs(cut - HttpLimits.DEFAULT.headerBytes()) < 200;
    return inTheMiddle && !atTheLimit && length > 4096 ? 41 : 1;
  }

  private static void byWorkers(Corpus.Case of) {
    assertSame(
        Http.wire(Http::serve).feed(of.bytes()),
        Http.wire(Http::serve, Workers.AT_ONCE).feed(of.bytes()),
        named(of));
  }

  /** What has been turned away gets no second answer, whatever comes after. */
  private static void thenTheEnd(Corpus.Case of) {
    Wire wire = Http.wire(Http::serve).feed(of.bytes(), of.bytes().length / 2);
    if (of.closes()) {
      Output more = new Output(1);
      wire.session().endOfInput(more);
      wire.session().timeout(more);
      wire.session().overloaded(more);
      wire.session().resume(more);
      assertEquals("", more.toString(), named(of));
    }
    assertTrue(wire.end().state().isLast());
  }

  private static void assertSame(Wire one, Wire other, String how) {
    assertEquals(answers(one), answers(other), how);
    assertEquals(one.state(), other.state(), how);
  }

  private static String named(Corpus.Case of) {
    return of.name() + ": " + of.why();
  }

  /** Without 100: it is owed only to a peer whose body is not there yet (RFC 9110, 10.1.1). */
  private static String answers(Wire wire) {
    return wire.received().replace(CONTINUE, "");
  }
}
