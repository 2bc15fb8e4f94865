// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.client.OneRequest;
import socketlab.experiment.tool.server.NginxProxy;
import socketlab.experiment.tool.server.ServeProcess;

@Claim(
    id = "state-or-token",
    question = "A server starts again, or another one is asked: who is still signed in?",
    setup =
        """
                   the cookie holds     the server keeps     after a restart   another server
        memory     a random id          a map                ?                 ?
        store      a random id          a log on its disk    ?                 ?
        token      the name, signed     a key                ?                 ?

        two servers behind nginx, each client asks twice: in turn ?   by the client's address ?
        """,
    picture =
        """
                   the cookie holds     the server keeps     after a restart   another server
        memory     a random id          a map                401               401
        store      a random id          a log on its disk    signed in         401
        token      the name, signed     a key                signed in         signed in: same key

        after signing out, a copy of the cookie:   memory 401   store 401   token signed in

        client ──▶ nginx ─┬─▶ server one: signed in here        in turn: every other request is 401
                          └─▶ server two: who is that?          sticky: all reach the first one
        """,
    sources = {
      "The lecture Stateful vs stateless: where it is kept that somebody is signed in",
      "RFC 7519: JSON Web Token; RFC 6265: cookies"
    },
    outcomes = {
      @Outcome(
          name = "state-stays-where-it-is",
          grade = EXPECTED,
          choice = "The store after a restart, the token everywhere, the memory nowhere.",
          why =
              "A state is known only where it is kept: in memory until the process ends, on a disk"
                  + " until the disk is lost, and never at another server. A token carries all that"
                  + " a server needs, so each server with the key takes it, and none keeps"
                  + " anything. For the same reason nobody can take it back: a copy is valid until"
                  + " its time is over. A balancer that sends each request to the next server"
                  + " therefore loses every state but the token's; one that is sticky hides the"
                  + " difference until the server that knows the client is gone."),
      @Outcome(
          name = "the-key-was-another",
          grade = INTERESTING,
          choice = "The store after a restart; no token, and no memory.",
          why =
              "A server has not taken the tokens of another key. Without --token-key each server"
                  + " makes a key of its own when it starts, so that its tokens end with it, as a"
                  + " state in memory does."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "All three in the same way: a client sees no difference.",
          why = "Somebody was signed in where nobody knew them, or a state on the disk was lost.")
    },
    verdict = {
      "Of {signed in by memory} who had signed in by memory, by the store, and by a token each, a"
          + " restart left {restart: memory}, {restart: store} and {restart: token} signed in.",
      "Another server with the same key knew {another server: memory}, {another server: store} and"
          + " {another server: token} of them.",
      "After signing out, a copy of the cookie still worked for {signed out: memory}, {signed out:"
          + " store} and {signed out: token}.",
      "Behind nginx with two servers in turn, {nginx, in turn: memory}, {nginx, in turn: store} and"
          + " {nginx, in turn: token} requests were of somebody signed in; where it went by"
          + " the client's address, {nginx, sticky: memory}, {nginx, sticky: store} and {nginx,"
          + " sticky: token}."
    },
    cost = Cost.WAITS,
    seconds = 7,
    tryIt =
        """
        (umask 077; head -c 32 /dev/urandom >target/try-key)
        ./lab serve --pattern=single-thread --token-key=target/try-key & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -s -c target/try-memory -d '{"name":"ann"}' 'localhost:8080/sign-in?kind=memory'
        curl -s -c target/try-token -d '{"name":"ann"}' 'localhost:8080/sign-in?kind=token'
        kill $server; wait $server
        ./lab serve --pattern=single-thread --token-key=target/try-key & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -s -b target/try-memory localhost:8080/me   # 401
        curl -s -b target/try-token localhost:8080/me    # ann
        kill $server
        """,
    seeAlso = {"lost-answer", "shard-close", "token", "idempotency key", "--token-key", "--data"})
public final class StateOrToken implements Experiment {
  private static final int NAMES = 20;
  private static final String MEMORY = "memory";
  private static final String STORE = "store";
  private static final String TOKEN = "token";
  private static final List<String> KINDS = List.of(MEMORY, STORE, TOKEN);
  private static final String ME = "GET /me";
  private static final Set<PosixFilePermission> ONLY_OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int UNAUTHORIZED = 401;
  private static final int KEY_BYTES = 32;

  /** Each client asks so often who it is, so that in turn both servers are asked. */
  private static final int ASKS = 2;

  /** A balancer in turn, and one whose choice is the client's address. */
  private static final String UPSTREAMS =
      """
      upstream turn { server %1$s; server %2$s; }
      upstream sticky { hash $remote_addr; server %1$s; server %2$s; }
      """;

  private static final String LOCATIONS =
      """
      location /turn/ { proxy_pass http://turn/; }
      location /sticky/ { proxy_pass http://sticky/; }
      """;

  @Override
  public String run(Notes notes) throws Exception {
    Path folder = Files.createTempDirectory("lab-signed-in");
    try {
      return run(folder, notes);
    } finally {
      delete(folder);
    }
  }

  private static String run(Path folder, Notes notes) throws Exception {
    Path key = key(folder.resolve("key"));
    Map<String, List<String>> cookies = new LinkedHashMap<>();
    try (ServerProcess first = serve(folder.resolve("one"), key)) {
      for (String kind : KINDS) {
        cookies.put(kind, signIn(kind, first.address()));
        notes.figure("signed in by " + kind, "", NAMES, "counted", cookies.get(kind).size());
      }
      for (String kind : KINDS) {
        List<String> copies = signIn(kind, first.address());
        signOut(copies, first.address());
        int known = known(copies, first.address());
        notes.figure("signed out: " + kind, "", kind.equals(TOKEN) ? NAMES : 0, ME, known);
      }
    }
    Map<String, Integer> restarted = new LinkedHashMap<>();
    try (ServerProcess again = serve(folder.resolve("one"), key)) {
      for (String kind : KINDS) {
        int known = known(cookies.get(kind), again.address());
        notes.figure("restart: " + kind, "", kind.equals(MEMORY) ? 0 : NAMES, ME, known);
        restarted.put(kind, known);
      }
    }
    Map<String, Integer> elsewhere = new LinkedHashMap<>();
    try (ServerProcess another = serve(folder.resolve("two"), key)) {
      for (String kind : KINDS) {
        int known = known(cookies.get(kind), another.address());
        notes.figure("another server: " + kind, "", kind.equals(TOKEN) ? NAMES : 0, ME, known);
        elsewhere.put(kind, known);
      }
    }
    if (NginxProxy.isHere()) {
      balanced(folder, key, notes);
    }
    if (notes.allAsExpected()) {
      return "state-stays-where-it-is";
    }
    boolean isStateAsExpected =
        restarted.get(MEMORY) == 0
            && restarted.get(STORE) == NAMES
            && elsewhere.get(MEMORY) + elsewhere.get(STORE) == 0;
    boolean isAKeyAnother = restarted.get(TOKEN) == 0 || elsewhere.get(TOKEN) == 0;
    return isStateAsExpected && isAKeyAnother ? "the-key-was-another" : "something-else";
  }

  /** Two servers at once, and nginx before them. */
  private static void balanced(Path folder, Path key, Notes notes) throws Exception {
    try (ServerProcess one = serve(folder.resolve("three"), key);
        ServerProcess two = serve(folder.resolve("four"), key);
        ServerProcess nginx =
            NginxProxy.start(
                UPSTREAMS.formatted(place(one.address()), place(two.address())), LOCATIONS)) {
      for (String kind : KINDS) {
        boolean isAnywhere = kind.equals(TOKEN);
        notes.figure(
            "nginx, in turn: " + kind,
            "of 40",
            isAnywhere ? NAMES * ASKS : NAMES * ASKS / 2,
            ME,
            askedTwice("/turn", kind, nginx.address()));
        notes.figure(
            "nginx, sticky: " + kind,
            "of 40",
            NAMES * ASKS,
            ME,
            askedTwice("/sticky", kind, nginx.address()));
      }
    }
  }

  private static String place(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** How many requests of clients, each with an address of its own, were of who is signed in. */
  private static int askedTwice(String way, String kind, InetSocketAddress nginx)
      throws IOException {
    int known = 0;
    for (int i = 0; i < NAMES; i++) {
      InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) (10 + i)});
      String cookie = signIn(way, kind, i, from, nginx);
      for (int ask = 0; ask < ASKS; ask++) {
        OneRequest me = new OneRequest("GET " + way + "/me", List.of("Cookie: " + cookie), "");
        known += me.ask(from, nginx).status() == OK ? 1 : 0;
      }
    }
    return known;
  }

  private static ServerProcess serve(Path data, Path key) throws IOException, InterruptedException {
    return ServeProcess.serve("--pattern=single-thread", "--data=" + data, "--token-key=" + key);
  }

  /** A random key that nobody else may read: the server refuses any other. */
  private static Path key(Path file) throws IOException {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    Files.createFile(file, PosixFilePermissions.asFileAttribute(ONLY_OWNER));
    return Files.write(file, bytes);
  }

  /** The cookies of so many who have signed in. */
  private static List<String> signIn(String kind, InetSocketAddress server) throws IOException {
    List<String> cookies = new ArrayList<>();
    for (int i = 0; i < NAMES; i++) {
      cookies.add(signIn("", kind, i, server.getAddress(), server));
    }
    return cookies;
  }

  private static String signIn(
      String way, String kind, int user, InetAddress from, InetSocketAddress server)
      throws IOException {
    String name = "{\"name\":\"user%d\"}".formatted(user);
    OneRequest.Whole answer =
        new OneRequest("POST " + way + "/sign-in?kind=" + kind, List.of(), name).ask(from, server);
    String cookie = answer.field("Set-Cookie").orElse("");
    if (answer.status() != OK || cookie.isEmpty()) {
      throw new IOException("the server answered " + answer.status() + ": " + answer.body());
    }
    return cookie.split(";", 2)[0];
  }

  private static void signOut(List<String> cookies, InetSocketAddress server) throws IOException {
    for (String cookie : cookies) {
      OneRequest.Whole answer =
          new OneRequest("POST /sign-out", List.of("Cookie: " + cookie), "").ask(server);
      if (answer.status() != NO_CONTENT) {
        throw new IOException("the server answered " + answer.status() + ": " + answer.body());
      }
    }
  }

  /** How many of them the server calls by their name. */
  private static int known(List<String> cookies, InetSocketAddress server) throws IOException {
    int known = 0;
    for (int i = 0; i < cookies.size(); i++) {
      OneRequest.Whole answer =
          new OneRequest("GET /me", List.of("Cookie: " + cookies.get(i)), "").ask(server);
      if (answer.status() == OK && answer.body().contains("\"user" + i + "\"")) {
        known++;
      } else if (answer.status() != UNAUTHORIZED) {
        throw new IOException("the server answered " + answer.status() + ": " + answer.body());
      }
    }
    return known;
  }

  /** With what is in it. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(one);
      }
    }
  }
}
