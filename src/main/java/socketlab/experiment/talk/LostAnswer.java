// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.client.OneRequest;
import socketlab.experiment.tool.server.ServeProcess;

@Claim(
    id = "lost-answer",
    question = "The answer to a payment is lost, and the client asks again: who is charged twice?",
    setup =
        """
        client ── POST /payments, 1 ──▶ server: charges
               ✂── 201 ──────────────
               ── POST /payments, 1 ──▶ without a key:       charged in all: ?
               ── POST /payments, 1 ──▶ with the same key:   charged in all: ?
        """,
    picture =
        """
        client ── POST /payments, 1 ──▶ server: charges, and remembers the key if there is one
               ✂── 201 ──────────────  the client resets before it reads
               ── POST /payments, 1 ──▶ without a key:       a new payment: charged twice
               ── POST /payments, 1 ──▶ with the same key:   the first answer again: charged once
        """,
    sources = {
      "The lecture Idempotency: a request that is asked again must not happen again",
      "RFC 9110, section 9.2.2: a client should not repeat a POST by itself, since it is not"
          + " idempotent",
      "draft-ietf-httpapi-idempotency-key-header: The Idempotency-Key HTTP Header Field"
    },
    outcomes = {
      @Outcome(
          name = "the-key-makes-it-once",
          grade = EXPECTED,
          choice = "Without a key each is charged twice; with a key, once.",
          why =
              "A client whose connection breaks before the answer cannot know whether the server"
                  + " has carried out its request. A second request without a key is a new payment."
                  + " A key says that both are one: the server wrote the charge and the key down"
                  + " together, so it gives the first answer again and charges nothing."),
      @Outcome(
          name = "the-key-was-forgotten",
          grade = INTERESTING,
          choice = "Each is charged twice, with a key, too.",
          why =
              "The server had forgotten keys before their requests came again, and charged again:"
                  + " it remembers --max-keys of them, for --key-age. Whoever asks again must do so"
                  + " while the server remembers."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "Each is charged once in both ways.",
          why = "A payment was lost, or was charged more often than it was asked for.")
    },
    verdict = {
      "Without a key, {no key: asked for} payments whose answer was lost became {no key: charged}"
          + " charges.",
      "With a key, {key: asked for} became {key: charged}, and {key: answers given again} answers"
          + " were the first ones again.",
      "Of {reset at once: asked for} payments that were reset at once, the server had charged"
          + " {reset at once: charged before} when the client asked again, which the client could"
          + " not know; by their keys, it charged {reset at once: charged} in all."
    },
    cost = Cost.WAITS,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        pay() { curl -s -i "$@" -d '{"account":"ann","amount":1}' localhost:8080/payments; }
        pay; pay
        pay -H 'Idempotency-Key: "k-1"'; pay -H 'Idempotency-Key: "k-1"'
        curl -s localhost:8080/accounts/ann   # 3: two without a key, one with a key
        kill $server
        """,
    seeAlso = {
      "idempotency key",
      "state-or-token",
      "at-least-once",
      "resumable-upload",
      "half-close",
      "--max-keys"
    })
public final class LostAnswer implements Experiment {
  private static final int TRIES = 20;
  private static final int CREATED = 201;
  private static final int CONFLICT = 409;
  private static final int MOST_CONFLICTS = 10_000;
  private static final Pattern BALANCE = Pattern.compile("\"balance\":(\\d+)");

  private InetSocketAddress server;

  @Override
  public String run(Notes notes) throws Exception {
    try (ServerProcess process = ServeProcess.serve("--pattern=single-thread")) {
      server = process.address();
      long twice = charged("no key", 2 * TRIES, 0, notes);
      long once = charged("key", TRIES, TRIES, notes);
      resetAtOnce(notes);
      if (notes.allAsExpected()) {
        return "the-key-makes-it-once";
      }
      return twice == 2 * TRIES && once > TRIES && once <= 2 * TRIES
          ? "the-key-was-forgotten"
          : "something-else";
    }
  }

  /**
   * Loses the answers of payments that the server has carried out, all of them first, and then asks
   * for each again.
   *
   * @return how many charges it became
   */
  private long charged(String way, int expected, int expectedAgain, Notes notes) throws Exception {
    String account = way.replace(' ', '-');
    notes.figure(way + ": asked for", "", TRIES, "counted", TRIES);
    for (int i = 0; i < TRIES; i++) {
      int charges = i + 1;
      try (Socket socket = sent(payment(account, i))) {
        Until.holds("the server has charged", () -> balance(account) == charges);
        reset(socket);
      }
    }
    notes.figure(way + ": answers given again", "", expectedAgain, "read", askAgain(account));
    long charged = balance(account);
    notes.figure(way + ": charged", "", expected, "GET /accounts", charged);
    return charged;
  }

  /** The client resets when its request has left, and never looks what became of it. */
  private void resetAtOnce(Notes notes) throws Exception {
    String way = "reset at once";
    String account = "reset-key";
    notes.figure(way + ": asked for", "", TRIES, "counted", TRIES);
    int before = 0;
    for (int i = 0; i < TRIES; i++) {
      reset(sent(payment(account, i)));
      before += isAnsweredAgain(payment(account, i)) ? 1 : 0;
    }
    notes.figure(way + ": charged before", "", "", "read", before);
    notes.figure(way + ": charged", "", TRIES, "GET /accounts", balance(account));
  }

  /** How many of the answers were the first ones again. */
  private int askAgain(String account) throws Exception {
    int again = 0;
    for (int i = 0; i < TRIES; i++) {
      again += isAnsweredAgain(payment(account, i)) ? 1 : 0;
    }
    return again;
  }

  private static OneRequest payment(String account, int number) {
    List<String> fields =
        account.equals("no-key")
            ? List.of()
            : List.of("Idempotency-Key: \"%s-%d\"".formatted(account, number));
    return new OneRequest(
        "POST /payments", fields, "{\"account\":\"%s\",\"amount\":1}".formatted(account));
  }

  /** While the first request is still under way, the answer to the second is 409: not yet. */
  private boolean isAnsweredAgain(OneRequest payment) throws Exception {
    OneRequest.Whole answer = payment.ask(server);
    for (int i = 0; answer.status() == CONFLICT && i < MOST_CONFLICTS; i++) {
      answer = payment.ask(server);
    }
    if (answer.status() != CREATED) {
      throw new IOException("the server answered " + answer.status() + ": " + answer.body());
    }
    return answer.field("Idempotency-Replayed").isPresent();
  }

  private Socket sent(OneRequest request) throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.getOutputStream().write(request.bytes());
    return socket;
  }

  /** close(2) with SO_LINGER of 0 s: the peer gets a reset, and what nobody read is gone. */
  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private long balance(String account) {
    try {
      String body = new OneRequest("GET /accounts/" + account, List.of(), "").ask(server).body();
      Matcher matcher = BALANCE.matcher(body);
      if (!matcher.find()) {
        throw new IOException("the server answered: " + body);
      }
      return Long.parseLong(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
