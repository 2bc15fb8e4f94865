// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import socketlab.cli.LabRun;

/** {@code lab explain}: whatever has a name, in whatever way it is written. */
@Timeout(60)
class ExplainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SHARDED         | N listeners on one address
          Little          | L = λ · W
          io_uring        | a ring shared with the kernel
          URING           | a ring shared with the kernel
          NIO             | the JDK's Selector
          blocking        | the call waits in the kernel
          --backlog       | --backlog=<backlog>, option of lab serve
          --defer-accept  | option of lab serve
          workers         | option of lab serve
          tcp_nodelay     | turns Nagle's algorithm off
          EPOLL_WAIT      | a loop over epoll waits
          accept4         | off the accept queue
          mixed           | 1 % of the requests are slow
          """)
  void itIsExplained(String name, String text) {
    LabRun run = explain(name.split(" "));
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().replaceAll("\\s+", " ").contains(text), run.out());
  }

  @Test
  void severalOfOneNameAreAllPrinted() {
    String backlog = explain("backlog").out();
    assertTrue(backlog.contains("the program passes to listen"), backlog);
    assertTrue(backlog.contains("--backlog=<backlog>, option of lab serve"), backlog);
    String closed = explain("half-close").out();
    assertTrue(
        closed.contains("./lab run half-close") && closed.contains("ended its sending side"),
        closed);
  }

  @Test
  void whatThereIsNotIsToldShortly() {
    LabRun run = explain("epol_wait");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("did you mean epoll_wait?"), run.err());
    assertTrue(run.err().length() < 200, run.err());
  }

  @Test
  void theSameOptionOfSeveralCommandsIsToldOfEach() {
    String out = explain("--workers").out();
    assertTrue(out.contains("\n\n--workers=N, option of lab compare"), out);
  }

  @Test
  void neighboursAreNamed() {
    String out = explain("overflow").out();
    assertTrue(out.contains("./lab run syn-staircase"), out);
    assertTrue(out.contains("./lab explain \"accept queue\""), out);
  }

  @Test
  void noLinkToAnOptionIsDead() {
    Entries.all().stream()
        .flatMap(entry -> entry.seeAlso().stream())
        .filter(name -> name.startsWith("--"))
        .distinct()
        .forEach(name -> assertTrue(explain(name).out().contains("option of lab"), name));
  }

  private static LabRun explain(String... name) {
    String[] arguments = new String[name.length + 1];
    arguments[0] = "explain";
    System.arraycopy(name, 0, arguments, 1, name.length);
    return LabRun.lab(arguments);
  }
}
