// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every error is one line that says what to do: 2 for usage, 1 for what could not be done. */
@Timeout(30)
class ErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          serve --pattern=shared                             | did you mean sharded?
          serve --pattern=sharded --transport=uring          | did you mean io_uring?
          serve --pattern=sharded --protocol=htp             | did you mean http?
          serve --pattern=reader-pool --balance=least        | did you mean least-connections?
          serve                                              | --pattern
          serve --pattern=sharded --backlog=0                | --backlog is at least 1, not 0
          serve --pattern=sharded --threads=0                | --threads is at least 1, not 0
          serve --pattern=sharded --workers=-1               | --workers is at least 1, not -1
          serve --pattern=sharded --port=70000               | --port is from 0 to 65535, not 70000
          serve --pattern=sharded --grace=5                  | 500ms, 5s or 2m
          serve --pattern=sharded --header-timeout=0s        | above zero
          serve --pattern=sharded --max-header-bytes=1       | header bytes at least 64
          serve --pattern=sharded --max-connections=-1       | --max-connections is at least 0
          serve --pattern=sharded --host=no.such.host.invalid| try 127.0.0.1
          serve --pattern=sharded --prot=0                   | did you mean
          link --delay=5 -- true                             | 500ms, 5s or 2m
          link --delay=11s -- true                           | the delay is from 0ms to 10s
          link --loss=1 -- true                              | 1% or 0.5%
          link --loss=101% -- true                           | from 0% to 100%
          link --rate=10 -- true                             | 64kbit, 10mbit or 1gbit
          link --rate=0bit -- true                           | from 1kbit to 100gbit
          link --queue=0 -- true                             | the queue is from 1 to
          link --delay=1ms                                   | COMMAND
          serv                                               | did you mean serve?
          load                                               | name the URL to load
          load ftp://127.0.0.1/                              | try http://127.0.0.1:8080/
          load tcp://127.0.0.1                               | try tcp://127.0.0.1:8080
          load http://no.such.host.invalid/                  | try 127.0.0.1
          load http://127.0.0.1/ --rate=0                    | --rate is above 0
          load http://127.0.0.1/ --connections=0             | --connections is from 1
          load http://127.0.0.1/ --connections=2 --threads=3 | --threads is from 1 to 2, not 3
          load http://127.0.0.1/ --pipeline=0                | --pipeline is from 1
          load http://127.0.0.1/ --pipeline=2 --new-connection | leave out --pipeline
          load http://127.0.0.1/ --duration=0s               | above zero
          load http://127.0.0.1/ --arrivals=poison           | did you mean poisson?
          load http://127.0.0.1/ --transport=uring           | did you mean io_uring?
          explain shraded                                    | did you mean sharded?
          run backlog-plus-on                                | did you mean backlog-plus-one?
          run                                                | name one or more experiments, or use --all
          run --all ghost-connections                        | name one or more experiments, or use --all
          run --all --times=0                                | --times is at least 1, not 0
          compare --patterns=shraded                         | did you mean sharded?
          compare --transports=nio,uring                     | did you mean io_uring?
          compare --with=ngnix                               | did you mean nginx?
          compare --workloads=pipeline                       | did you mean pipelined?
          compare --generator=wrk2                           | did you mean wrk?
          compare --baseline-server=nginx                    | no server is called 'nginx'
          compare --baseline=no/such/folder                  | there is none at no/such/folder
          compare --latency-at=1.5                           | above 0 and below 1
          compare --latency-at=0.5 --generator=wrk           | leave out --generator
          compare --targets --everything                     | are two different runs
          compare --everything --patterns=sharded            | --patterns cannot be used with --everything
          compare --rounds=0                                 | --rounds is at least 1, not 0
          compare --round=1500ms                             | whole seconds
          compare --topic=A/B                                | small letters, digits and dashes
          soak --duration=5s                                 | --duration is at least 8s
          soak --server-cpus=0                               | --server-cpus is at least 1, not 0
          list --jsn                                         | did you mean --json?
          """)
  void usageIsOneLineWithTheFixAndExitCode2(String command, String fix) {
    LabRun run = LabRun.lab(command.split(" +"));
    assertAll(
        () -> assertEquals(2, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().startsWith("lab: "), run.err()),
        () -> assertTrue(run.err().contains(fix), run.err()),
        () -> assertEquals("", run.out()));
  }

  @ParameterizedTest
  @CsvSource({"single-thread", "sharded"})
  void aPortInUseIsOneLineAndExitCode1(String pattern) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      LabRun run = LabRun.lab("serve", "--pattern=" + pattern, "--port=" + taken.getLocalPort());
      assertAll(
          () -> assertEquals(1, run.exitCode()),
          () -> assertEquals(1, run.err().lines().count(), run.err()),
          () -> assertTrue(run.err().contains("address already in use"), run.err()),
          () -> assertTrue(run.err().contains("ss -lntp"), run.err()));
    }
  }

  @Test
  void aPatternThatCannotHaveTheTransportSaysWhichItCan() {
    LabRun run = LabRun.lab("serve", "--pattern=virtual-threads", "--transport=epoll", "--port=0");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("--transport=nio"), run.err()));
  }
}
