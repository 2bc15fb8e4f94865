// SPDX-License-Identifier: Apache-2.0
package socketlab.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.OptionSpec;

/** Every error is one line that says what to do: 2 for usage, 1 for what could not be done. */
@Timeout(60)
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
          serve --pattern=message-balancing --workers=-1     | --workers is at least 1, not -1
          serve --pattern=sharded --port=70000               | --port is from 0 to 65535, not 70000
          serve --pattern=sharded --grace=5                  | 500ms, 5s or 2m
          serve --pattern=sharded --header-timeout=0s        | above zero
          serve --pattern=sharded --max-header-bytes=1       | header bytes at least 64
          serve --pattern=sharded --max-connections=-1       | --max-connections is at least 0
          serve --pattern=sharded --host=no.such.host.invalid| try 127.0.0.1
          serve --pattern=sharded --prot=0                   | did you mean
          serve --patern=sharded                             | unknown option --patern; did you mean --pattern?
          serve --pattern=                                   | is called ''. The names are: single-thread
          serve --pattern=sharded extra                      | lab serve does not take 'extra'; see: lab serve --help
          serve --pattern=sharded --port=80a                 | not a whole number, or is too large
          serve --pattern=sharded --workers=4                | patterns that have a use for it: message-balancing;
          serve --pattern=SHARDED --workers=4                | --workers changes nothing with sharded
          serve --pattern=single-thread --threads=5          | it: reader-pool, multi-acceptor, sharded, virtual-threads;
          serve --pattern=single-thread --balance=round-robin| use for it: reader-pool;
          serve --pattern=sharded --transport=epoll --wake-all | use for it: multi-acceptor;
          serve --pattern=multi-acceptor --wake-all          | transports that have a use for it: epoll;
          serve --pattern=virtual-threads --pin              | --pin changes nothing with virtual-threads
          serve --pattern=thread-per-connection --threads=2  | --threads changes nothing with thread-per-connection
          serve --pattern=sharded --protocol=echo --max-body-bytes=9 | protocols that have a use for it: http;
          serve --pattern=message-balancing --workers=8193   | --workers is at most 8192, not 8193: each worker is a thread
          serve --pattern=message-balancing --workers=2147483647 | each worker is a thread, and
          serve --pattern=sharded --threads=2147483647       | here, not 2147483647: a loop
          serve --pattern=reader-pool --transport=EPOLL --threads=2147483647 | here, not 2147483647: a loop
          serve --pattern=virtual-threads --threads=100000   | --threads is at most 32767, not 100000: the JDK
          serve --pattern=sharded --allow-origin=lab.example | an origin is a scheme and a host
          serve --pattern=sharded --allow-origin=http://a/b  | an origin is a scheme and a host
          serve --pattern=sharded --slow=maybe               | The names are: drop, disconnect, wait
          serve --pattern=sharded --slow=dro                 | did you mean drop?
          serve --pattern=sharded --fsync=always             | The names are: each, batch, none
          serve --pattern=sharded --cert=a.pem               | change nothing without --tls
          serve --pattern=sharded --tls --cert=a.pem         | --cert and --key go together
          serve --pattern=sharded --tls=70000                | --tls is a port from 0 to 65535, not 70000
          serve --pattern=sharded --tls --tls-engine=boring  | The names are: openssl, jdk
          serve --pattern=sharded --tls --cert=a --cert=b --key=c | give a --key for each --cert
          serve --pattern=sharded --tls --verify-client=optional | without --client-ca; add it
          serve --pattern=sharded --tls --client-ca=a --verify-client=on | required or optional, not 'on'
          serve --pattern=sharded --client-ca=a.pem          | change nothing without --tls
          serve --pattern=sharded --alpn=h2                  | change nothing without --tls; add it
          serve --pattern=sharded --tls --alpn=h2,spdy       | --alpn is of h2, http/1.1
          link --delay=5 -- true                             | 500ms, 5s or 2m
          link --delay=11s -- true                           | the delay is from 0ms to 10s
          link --loss=1 -- true                              | 1% or 0.5%
          link --loss=101% -- true                           | from 0% to 100%
          link --rate=10 -- true                             | 64kbit, 10mbit or 1gbit
          link --rate=0bit -- true                           | from 1kbit to 100gbit
          link --queue=0 -- true                             | the queue is from 1 to
          link --delay=1ms                                   | COMMAND
          serv                                               | did you mean serve?
          LIST                                               | no command is called 'LIST'; did you mean list
          --verison                                          | unknown option --verison; did you mean --version?
          load                                               | name the URL to load
          load ftp://127.0.0.1/                              | try http://127.0.0.1:8080/
          load tcp://127.0.0.1                               | try tcp://127.0.0.1:8080
          load http://no.such.host.invalid/                  | try 127.0.0.1
          load http://127.0.0.1/ --rate=0                    | --rate must be above 0
          load http://127.0.0.1/ --connections=0             | --connections is from 1
          load http://127.0.0.1/ --connections=2 --threads=3 | raise --connections, or leave out --threads
          load http://127.0.0.1/ --threads=100000            | --threads is from 1 to 1024
          load http://127.0.0.1/ --pipeline=0                | --pipeline is from 1
          load http://127.0.0.1/ --pipeline=2 --new-connection | leave out --pipeline
          load http://127.0.0.1/ --streams=2                 | add --http2
          load http://127.0.0.1/ --http2 --pipeline=2        | use --streams=2
          load http://127.0.0.1/ --http2 --streams=0         | --streams is from 1
          load http://127.0.0.1/ --http2 --streams=2 --new-connection | leave out --streams
          load tcp://127.0.0.1:1 --http2                     | leave it out
          load http://127.0.0.1/ --insecure                  | --insecure is for https:// URLs
          load https://127.0.0.1/ --tls-version=1.1          | --tls-version is 1.2 or 1.3
          load https://127.0.0.1/ --cacert=pom.xml --insecure | leave out one of them
          load https://127.0.0.1/ --cacert=no/such/file      | cannot be read
          load http://127.0.0.1/ --events --http2            | --http2 has no meaning
          load http://127.0.0.1/ --duration=0s               | above zero
          load http://127.0.0.1/ --arrivals=poison           | did you mean poisson?
          load http://127.0.0.1/ --arrivals=poisson          | give --rate, or leave it out
          load http://127.0.0.1/ --seed=7                    | give --rate, or leave it out
          load http://127.0.0.1/ --expect=2x                 | a class such as 2xx
          load http://127.0.0.1/ --expect=                   | a class such as 2xx
          load tcp://127.0.0.1:1 --expect=200                | leave it out
          load http://127.0.0.1/a<b                          | write %3C instead
          load http://127.0.0.1/ --prove                     | leave out --prove to load that
          load --prove --rate=5                              | leave out --rate
          load --prove --tls-version=1.0                     | --tls-version is 1.2 or 1.3
          link --report=/dev/full -- true                    | choose a new file
          load http://127.0.0.1/ --transport=uring           | did you mean io_uring?
          explain shraded                                    | did you mean sharded?
          run backlog-plus-on                                | did you mean backlog-plus-one?
          run                                                | name one or more experiments, or use --all
          run --all ghost-connections                        | leave it out, or leave out ghost-connections
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
          compare --notifications --everything               | are two different runs
          compare --notifications --connections=5            | cannot be used with --notifications
          compare --ways=events                              | goes with --notifications
          compare --https --notifications                    | are two different runs
          compare --https --connections=5                    | cannot be used with --https
          compare --round-trips=20ms                         | goes with --https
          compare --https --round-trips=0ms                  | from 1ms to 20s
          compare --notifications --ways=pigeon              | pigeon
          compare --everything --patterns=sharded            | --patterns cannot be used with --everything
          compare --rounds=0                                 | --rounds is at least 1, not 0
          compare --round=1500ms                             | whole seconds
          compare --topic=A/B                                | small letters, digits and dashes
          soak --duration=5s                                 | --duration is at least 8s
          soak --server-cpus=0                               | --server-cpus is at least 1, not 0
          soak --server-cpus=100000                          | the processors of this machine
          compare --server-cpus=100000                       | the processors of this machine
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

  @ParameterizedTest
  @CsvSource({"203.0.113.1", "2001:db8::1"})
  void anAddressOfAnotherMachineIsNotAPortInUse(String host) {
    LabRun run = LabRun.lab("serve", "--pattern=single-thread", "--host=" + host);
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("this machine does not have that address"), run.err()),
        () -> assertFalse(run.err().contains("--port"), run.err()));
  }

  @Test
  void aPatternThatCannotHaveTheTransportSaysWhichItCan() {
    LabRun run = LabRun.lab("serve", "--pattern=virtual-threads", "--transport=epoll", "--port=0");
    assertAll(
        () -> assertEquals(1, run.exitCode()),
        () -> assertEquals(1, run.err().lines().count(), run.err()),
        () -> assertTrue(run.err().contains("--transport=nio"), run.err()));
  }

  /** As they have to be typed: the constants of the code are no words of a user's. */
  @Test
  void everyOptionWithNamesTellsThemInSmallLetters() {
    List<String> seen = new ArrayList<>();
    Lab.commandLine()
        .getSubcommands()
        .forEach(
            (command, line) ->
                line.getCommandSpec().options().stream()
                    .filter(ErrorsTest::isOfAnEnum)
                    .forEach(option -> seen.add(tellsItsNames(command, option.longestName()))));
    assertTrue(seen.containsAll(List.of("serve --slow", "serve --fsync")), seen.toString());
  }

  private static boolean isOfAnEnum(OptionSpec option) {
    return option.typeInfo().isEnum() || Stream.of(option.auxiliaryTypes()).anyMatch(Class::isEnum);
  }

  private static String tellsItsNames(String command, String option) {
    LabRun run = LabRun.lab(command, option + "=no-such");
    String names = run.err().replaceAll("(?s).* The names are: (.*); see: .*", "$1");
    assertEquals(2, run.exitCode());
    assertTrue(names.matches("[a-z0-9_-]+(, [a-z0-9_-]+)*"), run.err());
    return command + " " + option;
  }

  @Test
  void anExhaustedHeapIsOneLineAndOne() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    IntSupplier hungry =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    assertEquals(1, Lab.exitCode(hungry, new PrintStream(err)));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().startsWith("lab: out of memory (Java heap space) with a heap of"));
  }
}
