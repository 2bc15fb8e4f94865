// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
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
        a page in Chromium opens 7 event streams to one server, over HTTP/1.1

        streams 1 to 6   EventSource ──▶ server      open
        stream 7         EventSource ──▶ ?           open: ?   connections at the server: ?
        """,
    picture =
        """
                        browser                         server
        streams 1 to 6  ├─ connection ────────────────▶ 6 accepted, 6 streams
        stream 7        ├─ waits in the browser         0 in the accept queue

        one of the six ends: stream 7 gets its place, and a connection
        """,
    sources = {
      "The lecture Server-sent events: a browser has six connections to a host by HTTP/1.1",
      "RFC 9112, section 9.4: a client ought to limit its connections to a server",
      "Chromium, kDefaultMaxSocketsPerGroup in net/socket/client_socket_pool_manager.cc: 6",
      "MDN, EventSource: the limit is marked as 'Won't fix' in Chrome and Firefox,"
          + " https://developer.mozilla.org/docs/Web/API/EventSource"
    },
    outcomes = {
      @Outcome(
          name = "the-seventh-waits",
          grade = EXPECTED,
          choice = "The browser keeps it back until one of the other six has ended.",
          why =
              "A stream of events takes a connection of HTTP/1.1 for as long as it lasts, and a"
                  + " browser opens no more than six of them to a host, over all its tabs. The"
                  + " seventh request waits in the browser. The server has accepted six and has"
                  + " nobody in its queue, so it sees no problem, and no error is reported"
                  + " anywhere. When one of the six is closed, the seventh is sent at once. Over"
                  + " HTTP/2 the streams share one connection, and a WebSocket is not counted among"
                  + " the six."),
      @Outcome(
          name = "another-number",
          grade = INTERESTING,
          why =
              "The browser kept streams back, but not at six: its limit is another one, as a"
                  + " policy or another version may set it."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "The server's accept queue is full.",
          why =
              "The server had other connections than the page had streams, or the stream that"
                  + " waited was not sent when there was room for it.")
    },
    verdict = {
      "The browser opened {open at first} streams, while the page asked another port {asked"
          + " meanwhile} times; the server had accepted {accepted at first} connections, with"
          + " {queued meanwhile} in its accept queue.",
      "After the first stream was closed, the one that waited was opened: {opened in all} in all,"
          + " over {accepted in all} connections."
    },
    cost = Cost.MEASURES,
    seconds = 8,
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

  private static final Pattern NUMBER = Pattern.compile("\"(accepted|queued)\":(\\d+)");

  /** Opens the streams, tells of each that is open, and asks what to do next. */
  private static final String PAGE =
      """
      <!doctype html><title>seven streams</title><script type="module">
      const sources = [];
      for (let i = 0; i < %d; i++) {
        const source = new EventSource('%s/topics/six/events');
        source.onopen = () => fetch('/opened');
        sources.push(source);
      }
      for (;;) {
        const order = await (await fetch('/order', { cache: 'no-store' })).text();
        if (order === 'close' && sources.length === %d) sources.shift().close();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      </script>
      """;

  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String order = "wait";
  private volatile String page = "";

  @Override
  public Availability needs() {
    return HeadlessChromium.availability();
  }

  @Override
  public String run(Notes notes) throws Exception {
    try (Server pages = NioServers.start(new SingleThread(), this::answer)) {
      String origin = "http://" + host(pages.address());
      try (ServerProcess server =
          ServeProcess.serve("--pattern=single-thread", "--allow-origin=" + origin)) {
        page = PAGE.formatted(STREAMS, "http://" + host(server.address()), STREAMS);
        try (HeadlessChromium _ = HeadlessChromium.show(origin + "/");
            BlockingHttpClient looking = new BlockingHttpClient(server.address())) {
          return run(looking, notes);
        }
      }
    }
  }

  private static String host(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private String run(BlockingHttpClient looking, Notes notes) throws Exception {
    Until.holds("streams are open", PATIENCE, () -> opened.get() >= LIMIT);
    int before = asked.get();
    Until.holds("the page has asked on", PATIENCE, () -> asked.get() >= before + ASKED);
    int first = opened.get();
    notes.figure("open at first", "of 7", "6", "EventSource", first);
    notes.figure("asked meanwhile", "", ASKED + " or more", "counted", asked.get() - before);
    long accepted = read("accepted", looking);
    notes.figure("accepted at first", "", first, "GET /stats", accepted);
    notes.figure("queued meanwhile", "", 0, "GET /stats", read("queued", looking));
    order = "close";
    if (first < STREAMS) {
      Until.holds("the one that waited is open", PATIENCE, () -> opened.get() == first + 1);
    }
    notes.figure("opened in all", "", "7", "EventSource", opened.get());
    notes.figure("accepted in all", "", opened.get(), "GET /stats", read("accepted", looking));
    if (!notes.allAsExpected()) {
      return "something-else";
    }
    return first == LIMIT ? "the-seventh-waits" : "another-number";
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

  private void answer(Request request, Response response) {
    switch (request.path()) {
      case "/" -> response.type(MediaType.HTML).send(Status.OK, page.getBytes(UTF_8));
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
