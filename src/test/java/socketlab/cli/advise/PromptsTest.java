// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(60)
class PromptsTest {
  private record Talk(int exitCode, String out) {}

  @Test
  void numbersWordsAndTheProcessorsOfThisMachineAreAnswers() {
    Talk talk = talk("2\nMany-Long\n\ntail\n2\n");
    assertEquals(0, talk.exitCode());
    assertTrue(
        talk.out()
            .contains(
                "The same without questions: ./lab advise --handlers=burn --connections=many-long"
                    + " --cpus="
                    + Runtime.getRuntime().availableProcessors()
                    + " --latency=tail --blocking-code=no"),
        talk.out());
  }

  @Test
  void whatIsNoAnswerIsAskedAgain() {
    Talk talk = talk("3\nperhaps\n1\n4\nnone\n0\n8\nmean\nyes\n");
    assertEquals(0, talk.exitCode());
    assertTrue(talk.out().contains("--handlers=wait --connections=many-long --cpus=8"), talk.out());
  }

  @Test
  void whatAnOptionSaysIsNotAsked() {
    Talk talk =
        talk("few-long\n", "--handlers=wait", "--cpus=2", "--latency=mean", "--blocking-code=yes");
    assertEquals(0, talk.exitCode());
    assertTrue(talk.out().startsWith("2 of 5: "), talk.out());
    assertTrue(talk.out().contains("thread-per-connection."), talk.out());
  }

  @Test
  void anInputThatEndsIsAMistake() {
    assertEquals(2, talk("1\n").exitCode());
  }

  private static Talk talk(String typed, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command =
        new CommandLine(
            new AdviseCommand(Optional.of(new BufferedReader(new StringReader(typed)))).spec());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
    int exitCode = command.execute(arguments);
    return new Talk(exitCode, out.toString());
  }
}
