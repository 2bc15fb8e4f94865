// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.floor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.compare.peer.Candidates;
import socketlab.compare.peer.Peers;
import socketlab.compare.server.Candidate;
import socketlab.compare.server.ServerProcess;

/** Every floor gives as many answers as there are requests, and outlives its clients' faults. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloorTest {
  private static final int TIMEOUT_MILLIS = 20_000;

  /** Their answers are more than all buffers between the two ends hold. */
  private static final int MOST_WRITES = 2000;

  private static final byte[] ALL = ConstantAnswer.all();
  private static final String ANSWER = answers(1, false);
  private static final String LAST_ANSWER = answers(1, true);
  private static final String REQUEST = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String LAST_REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  /** One process of each for all tests: a JVM's start is most of what they take. */
  private final Map<String, ServerProcess> running = new HashMap<>();

  private static String answers(int count, boolean last) {
    return new String(
        ALL, ConstantAnswer.from(count, last), ConstantAnswer.length(count, last), US_ASCII);
  }

  static Stream<String> floors() {
    return Peers.floors().stream().map(Candidate::name);
  }

  @BeforeAll
  void start() throws IOException, InterruptedException {
    for (Candidate floor : Peers.floors()) {
      if (floor.missing().isEmpty()) {
        running.put(floor.name(), floor.start(Candidate.Setting.of(1)));
      }
    }
  }

  @AfterAll
  void stop() {
    running.values().forEach(ServerProcess::close);
  }

  private ServerProcess server(String name) {
    Optional<String> missing = Peers.byName(name).orElseThrow().missing();
    assumeTrue(missing.isEmpty(), missing::toString);
    return running.get(name);
  }

  private Socket connect(String name) throws IOException {
    ServerProcess server = server(name);
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private void assertServes(String name) throws IOException {
    try (Socket socket = connect(name)) {
      send(socket, REQUEST);
      assertEquals(ANSWER, read(socket, ANSWER.length()));
    }
  }

  @Test
  void anAnswerIsTheLabsButForItsDate() throws Exception {
    try (ServerProcess lab = Candidates.byName("single-thread/nio").start(Candidate.Setting.of(1));
        Socket socket = new Socket(lab.address().getAddress(), lab.address().getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      send(socket, REQUEST);
      String answer = read(socket, ANSWER.length());
      assertEquals(withoutDate(ANSWER), withoutDate(answer));
      send(socket, LAST_REQUEST);
      assertEquals(withoutDate(LAST_ANSWER), withoutDate(readAll(socket)));
    }
  }

  /** The fields may stand in any order. */
  private static List<String> withoutDate(String answer) {
    return answer.replaceAll("Date: .{29}\r\n", "Date\r\n").lines().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("floors")
  void aConnectionIsKeptAndEachRequestAnswered(String name) throws IOException {
    try (Socket socket = connect(name)) {
      for (int i = 0; i < 5; i++) {
        send(socket, REQUEST);
        assertEquals(ANSWER, read(socket, ANSWER.length()));
      }
      socket.shutdownOutput();
      assertEquals("", readAll(socket));
    }
  }

  @ParameterizedTest
  @MethodSource("floors")
  void pipelinedRequestsMayBeCutAnywhere(String name) throws IOException {
    Random random = new Random(7);
    for (int most : new int[] {1, 7, 100, 10_000}) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        all.append(REQUEST.replace("plaintext", "x".repeat(1 + random.nextInt(100))));
      }
      byte[] requests = all.toString().getBytes(US_ASCII);
      try (Socket socket = connect(name)) {
        OutputStream out = socket.getOutputStream();
        for (int at = 0; at < requests.length; ) {
          int length = Math.min(requests.length - at, 1 + random.nextInt(most));
          out.write(requests, at, length);
          at += length;
        }
        socket.shutdownOutput();
        assertEquals(ANSWER.repeat(40), readAll(socket), "pieces of at most " + most);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("floors")
  void aConnectionForOneRequestIsClosedBehindItsAnswer(String name) throws IOException {
    for (int cut : new int[] {0, 1, LAST_REQUEST.length() / 2, LAST_REQUEST.length() - 1}) {
      try (Socket socket = connect(name)) {
        send(socket, LAST_REQUEST.substring(0, cut));
        send(socket, LAST_REQUEST.substring(cut));
        assertEquals(LAST_ANSWER, readAll(socket));
      }
    }
    try (Socket socket = connect(name)) {
      // What stands behind the last request is no request.
      send(socket, REQUEST.repeat(2) + LAST_REQUEST + REQUEST);
      assertEquals(ANSWER.repeat(2) + LAST_ANSWER, readAll(socket));
    }
  }

  @ParameterizedTest
  @MethodSource("floors")
  void manyConnectionsAreServedAtOnce(String name) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        sockets.add(connect(name));
      }
      for (int round = 0; round < 3; round++) {
        for (Socket socket : sockets) {
          send(socket, REQUEST);
        }
        for (Socket socket : sockets) {
          assertEquals(ANSWER, read(socket, ANSWER.length()));
        }
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("floors")
  void resetsAtAnyPointLeaveNothingBehind(String name) throws IOException {
    assertServes(name);
    int before = descriptors(name);
    for (int i = 0; i < 200; i++) {
      Socket socket = connect(name);
      send(socket, (REQUEST + LAST_REQUEST).substring(0, i % (REQUEST + LAST_REQUEST).length()));
      // To close it now is to reset it, socket(7).
      socket.setSoLinger(true, 0);
      socket.close();
    }
    assertServes(name);
    Awaitility.await().until(() -> descriptors(name) <= before);
  }

  private int descriptors(String name) {
    return new File("/proc/" + server(name).pid() + "/fd").list().length;
  }

  @ParameterizedTest
  @MethodSource("floors")
  void whoDoesNotReadIsGivenUpAndNobodyElse(String name) throws IOException {
    byte[] requests = REQUEST.repeat(300).getBytes(US_ASCII);
    try (Socket socket = connect(name)) {
      OutputStream out = socket.getOutputStream();
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < MOST_WRITES; i++) {
              out.write(requests);
            }
          });
    }
    assertServes(name);
  }
}
