// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.client.BlockingHttpClient;
import socketlab.experiment.tool.client.HeadlessChromium;
import socketlab.experiment.tool.server.NioServers;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.linux.libc.Availability;
import socketlab.pattern.Server;
import socketlab.pattern.SingleThread;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

@Claim(
    id = "six-connections",
    question = "A user opens a seventh tab with live news: why does it stay empty?",
    setup =
        """
        a page in Chromium opens 7 event streams to one server

        HTTP/1.1              streams 1 to 6   EventSource ──▶ server   open
                              stream 7         EventSource ──▶ ?        connections: ?
        HTTP/2 (over TLS)     streams 1 to 7   EventSource ──▶ ?        connections: ?
        """,
    picture =
        """
                        browser                         server
        streams 1 to 6  ├─ connection ────────────────▶ 6 accepted, 6 streams
        stream 7        ├─ waits in the browser         0 in the accept queue

        one of the six ends: stream 7 gets its place, and a connection

        over HTTP/2     ├─ one connection ────────────▶ 1 accepted, 7 streams
        """,
    sources = {
      "The lecture Server-sent events: a browser has six connections to a host by HTTP/1.1",
      "RFC 9112, section 9.4: a client ought to limit its connections to a server",
      "RFC 9113, section 5: streams of one connection are independent of each other",
      "Chromium, kDefaultMaxSocketsPerGroup in net/socket/client_socket_pool_manager.cc: 6",
      "MDN, EventSource: the limit is marked as 'Won't fix' in Chrome and Firefox,"
          + " https://developer.mozilla.org/docs/Web/API/EventSource"
    },
    outcomes = {
      @Outcome(
          name = "the-seventh-waits",
          grade = EXPECTED,
          choice = "The browser keeps it back until another has ended; over HTTP/2 it does not.",
          why =
              "A stream of events takes a connection of HTTP/1.1 for as long as it lasts, and a"
                  + " browser opens no more than six of them to a host, over all its tabs. The"
                  + " seventh request waits in the browser. The server has accepted six and has"
                  + " nobody in its queue, so it sees no problem, and no error is reported"
                  + " anywhere. When one of the six is closed, the seventh is sent at once. Over"
                  + " HTTP/2 all streams share one connection, so all seven are open at once."),
      @Outcome(
          name = "another-number",
          grade = INTERESTING,
          why =
              "The browser kept streams back, but not at six: its limit is another one, as a"
                  + " policy or another version may set it."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "The server's accept queue is full, whatever the version.",
          why =
              "The server had other connections than the page should need, or the stream that"
                  + " waited was not sent when there was room for it, or HTTP/2 kept one back.")
    },
    verdict = {
      "Over HTTP/1.1 the browser opened {HTTP/1.1: open at first} streams, while the page asked"
          + " another port {HTTP/1.1: asked meanwhile} times; the server had accepted {HTTP/1.1:"
          + " accepted at first} connections, with {HTTP/1.1: queued meanwhile} in its accept"
          + " queue.",
      "After the first stream was closed, the one that waited was opened: {HTTP/1.1: opened in all}"
          + " in all, over {HTTP/1.1: accepted in all} connections.",
      "Over HTTP/2 it opened {HTTP/2: open at first} at once, over {HTTP/2: accepted at first}"
          + " connection."
    },
    cost = Cost.MEASURES,
    seconds = 12,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        # In a browser's console at http://localhost:8080/:
        #   for (let i = 1; i < 8; i++) new EventSource('/topics/six/events').onopen = () => console.log(i)
        ss -tn state established 'sport = :8080'
        kill $server
        """,
    seeAlso = {
      "events-resume",
      "short-or-long-polling",
      "server-sent events",
      "HTTP/2",
      "--allow-origin"
    })
public final class SixConnections implements Experiment {
  private static final int STREAMS = 7;
  private static final int LIMIT = 6;

  /** The page asks so often, at another port, before it counts as waiting. */
  private static final int ASKED = 20;

  /** The browser has to start first. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String STATS = "GET /stats";
  private static final Pattern NUMBER = Pattern.compile("\"(accepted|queued)\":(\\d+)");

  /** Opens the streams, tells of each that is open, and asks what to do next. */
  private static final String TEXT =
      """
      <!doctype html><title>seven streams</title><script type="module">
      const sources = [];
      const open = () => new Promise((resolve) => {
        const source = new EventSource('%2$s/topics/six/events');
        source.onopen = () => fetch('/opened').then(resolve);
        sources.push(source);
      });
      // Before it knows the version, a browser opens a connection for each.
      await open();
      for (let i = 1; i < %1$d; i++) open();
      for (;;) {
        const order = await (await fetch('/order', { cache: 'no-store' })).text();
        if (order === 'close' && sources.length === %1$d) sources.shift().close();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      </script>
      """;

  @Override
  public Availability needs() {
    return HeadlessChromium.availability();
  }

  @Override
  public String run(Notes notes) throws Exception {
    int first = new Page("HTTP/1.1").open("http", notes);
    int newer = new Page("HTTP/2").open("https", notes);
    if (!notes.allAsExpected() || newer != STREAMS) {
      return "something-else";
    }
    return first == LIMIT ? "the-seventh-waits" : "another-number";
  }

  /** What it says of its streams, and what it is told: by one thread of its server. */
  private static final class Page {
    private final String version;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String order = "wait";
    private volatile String text = "";

    Page(String version) {
      this.version = version;
    }

    /**
     * Has a browser show it.
     *
     * @param scheme of the streams' server
     * @return how many streams were open before one was closed
     */
    int open(String scheme, Notes notes) throws Exception {
      int secure = freePort();
      try (Server pages = NioServers.start(new SingleThread(), this::answer)) {
        String origin = "http://" + host(pages.address(), pages.address().getPort());
        try (ServerProcess server =
            ServeProcess.serve(
                "--pattern=single-thread", "--tls=" + secure, "--allow-origin=" + origin)) {
          int port = scheme.equals("https") ? secure : server.address().getPort();
          text = TEXT.formatted(STREAMS, scheme + "://" + host(server.address(), port));
          // The certificate is the server's own, which this browser has no reason to trust.
          try (HeadlessChromium _ =
                  HeadlessChromium.show(origin + "/", "--ignore-certificate-errors");
              BlockingHttpClient looking = new BlockingHttpClient(server.address())) {
            return look(scheme.equals("https") ? 1 : STREAMS, looking, notes);
          }
        }
      }
    }

    /**
     * Looks at the page and at its streams' server.
     *
     * @param most connections that all streams need
     */
    private int look(int most, BlockingHttpClient looking, Notes notes) throws Exception {
      Until.holds("streams are open", PATIENCE, () -> opened.get() >= LIMIT);
      int before = asked.get();
      Until.holds("the page has asked on", PATIENCE, () -> asked.get() >= before + ASKED);
      int first = opened.get();
      told("open at first", "of 7", most == 1 ? "7" : "6", "EventSource", first, notes);
      told("asked meanwhile", "", ASKED + " or more", "counted", asked.get() - before, notes);
      long accepted = read("accepted", looking);
      told("accepted at first", "", Math.min(most, first), STATS, accepted, notes);
      told("queued meanwhile", "", 0, STATS, read("queued", looking), notes);
      if (first < STREAMS) {
        order = "close";
        Until.holds("the one that waited is open", PATIENCE, () -> opened.get() == first + 1);
        told("opened in all", "", STREAMS, "EventSource", opened.get(), notes);
        told("accepted in all", "", most, STATS, read("accepted", looking), notes);
      }
      return first;
    }

    private void told(
        String what, String unit, Object expected, String place, double value, Notes notes) {
      notes.figure(version + ": " + what, unit, expected, place, value);
    }

    private void answer(Request request, Response response) {
      switch (request.path()) {
        case "/" -> response.type(MediaType.HTML).send(Status.OK, text.getBytes(UTF_8));
        case "/opened" -> {
          opened.incrementAndGet();
          response.send(Status.NO_CONTENT);
        }
        case "/order" -> {
          asked.incrementAndGet();
          response.type(MediaType.TEXT).send(Status.OK, order.getBytes(UTF_8));
        }
        default -> response.send(Status.NOT_FOUND);
      }
    }
  }

  /** Without the connection that asks. */
  private static long read(String name, BlockingHttpClient looking) throws IOException {
    Matcher number =
        NUMBER.matcher(new String(looking.ask(BlockingHttpClient.get("/stats")), UTF_8));
    long sum = name.equals("accepted") ? -1 : 0;
    while (number.find()) {
      sum += number.group(1).equals(name) ? Long.parseLong(number.group(2)) : 0;
    }
    return sum;
  }

  private static String host(InetSocketAddress address, int port) {
    return address.getHostString() + ":" + port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
