// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import socketlab.net.Transport;
import socketlab.protocol.Output;
import socketlab.protocol.events.EventText;
import socketlab.protocol.http.BodyProducer;
import socketlab.protocol.http.MediaType;
import socketlab.protocol.http.Request;
import socketlab.protocol.http.Response;
import socketlab.protocol.http.Status;

/** What a real browser makes of the page, its demos, and the streams behind them. */
@Timeout(120)
class ChromiumTest {
  /** Where pictures of the page are left, to be looked at. */
  private static final Path PICTURES = Path.of("target", "front-page");

  @TempDir static Path scratch;

  private static Chromium browser;
  private TestServer server;

  @BeforeAll
  static void startBrowser() {
    browser = new Chromium(scratch.resolve("profile"));
  }

  @AfterAll
  static void endBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  /** One that reads with loops, and one that blocks: the page is the same under every pattern. */
  static List<Variant> variants() {
    return Variant.all().stream()
        .filter(
            v ->
                v.pattern() instanceof Sharded && v.transport() != Transport.NIO
                    || v.pattern() instanceof VirtualThreads)
        .sorted((a, b) -> a.transport() == Transport.EPOLL ? -1 : 1)
        .limit(2)
        .toList();
  }

  private static Variant anyLoop() {
    return new Variant(new Sharded(), Transport.NIO);
  }

  @AfterEach
  void stop() {
    browser.leave();
    if (server != null) {
      server.close();
    }
  }

  private void open(Variant variant) throws IOException {
    server = TestServer.of(variant).start();
    browser.complaints();
    browser.open(server, "/");
  }

  /** Presses the button of a demo's form, once its script has loaded. */
  private static void begin(String demo) {
    browser.run("document.querySelector('#" + demo + " form').requestSubmit()");
  }

  private static void awaitResult(String demo, String column, String pattern) {
    browser.await(
        "/%s/.test(document.querySelector('#%s [data-column=%s] .result').textContent)"
            .formatted(pattern, demo, column));
  }

  private static long width(int window, boolean dark, String name) throws IOException {
    browser.show(window, 1800, dark);
    long beyond =
        (Long) browser.run("return document.documentElement.scrollWidth - window.innerWidth");
    browser.picture(PICTURES.resolve(name + ".png"));
    return beyond;
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theDemosAnswer(Variant variant) throws IOException {
    open(variant);
    browser.run("document.querySelector('#jobs [name=seconds]').value = 1");
    begin("jobs");
    awaitResult("jobs", "short", "Knows the end after .* by [23] requests");
    awaitResult("jobs", "long", "Knows the end after .* by 1 request\\.");
    awaitResult("jobs", "events", "Knows the end after .* by 1 request\\.");
    begin("topics");
    awaitResult("topics", "publisher", "Published with the offset 0");
    for (String way : List.of("poll", "stream", "socket")) {
      awaitResult("topics", way, "ms after it was published");
    }
    begin("chat");
    awaitResult("chat", "room", "In the room: guest");
    begin("uploads");
    awaitResult("uploads", "image", "All \\d+ bytes came back");
    awaitResult("uploads", "tus", "All 300000 bytes came back");
    begin("payments");
    awaitResult("payments", "without", "10 was to be paid, and 20 was charged: 2 times");
    awaitResult("payments", "with", "10 was to be paid, and 10 was charged: once");
    for (String kind : List.of("memory", "store", "token")) {
      browser.run("document.querySelector('#signin [name=kind]').value = arguments[0]", kind);
      begin("signin");
      awaitResult("signin", "session", "Signed in as ann, .*" + kind);
      press("signin", "out");
      awaitResult("signin", "session", "Signed out");
    }
    browser.run("document.querySelector('#completions [name=rate]').value = 100");
    begin("completions");
    awaitResult("completions", "streamed", "First word after .* the last after");
    awaitResult("completions", "whole", "First word after .* the last after");
    assertEquals(
        browser.run(answer("whole")), browser.run(answer("streamed")), "one seed, one answer");
    assertTrue(width(400, true, "narrow-dark") <= 0, "the page is wider than a window of 400");
    assertTrue(width(1280, false, "wide-light") <= 0, "the page is wider than a window of 1280");
    assertEquals(List.of(), browser.complaints());
  }

  /** Presses another button of a demo's form. */
  private static void press(String demo, String button) {
    browser.run("document.querySelector('#" + demo + " [name=" + button + "]').click()");
  }

  @Test
  void theChatShowsWhoComesAndLeavesAndWhatIsSaid() throws IOException {
    open(anyLoop());
    browser.run("document.querySelector('#chat [name=name]').value = 'Änne'");
    begin("chat");
    awaitResult("chat", "room", "^In the room: Änne\\.$");
    browser.run(
        """
        window.other = new WebSocket(`ws://${location.host}/ws/chat?room=demo&name=bob`);
        """);
    awaitResult("chat", "room", "In the room: Änne, bob");
    browser.run("window.other.send('<b>hi</b>')");
    browser.await(log("chat") + ".includes('bob: <b>hi</b>')");
    browser.run("window.other.close()");
    awaitResult("chat", "room", "^In the room: Änne\\.$");
    browser.await(log("chat") + ".includes('Änne: hello')");
    press("chat", "leave");
    awaitResult("chat", "room", "You are outside");
    assertEquals(List.of(), browser.complaints());
  }

  /** The lines of a demo's only log, as the page's own list. */
  private static String log(String demo) {
    return "[...document.querySelectorAll('#%s .log li')].map(l => l.textContent)".formatted(demo);
  }

  @Test
  void whoIsNotSignedInIsTold() throws IOException {
    open(anyLoop());
    press("signin", "me");
    awaitResult("signin", "session", "^401: not signed in");
    begin("signin");
    awaitResult("signin", "session", "Signed in as ann, in memory");
    press("signin", "me");
    browser.await(log("signin") + ".filter(l => l.startsWith('GET /me → 200')).length === 1");
  }

  private static String answer(String column) {
    return "return document.querySelector('#completions [data-column="
        + column
        + "] .answer').textContent";
  }

  @Test
  void aWebSocketAndAStreamGoThroughTheBrowser() throws IOException {
    open(anyLoop());
    browser.run(
        """
        window.echoed = [];
        const ws = new WebSocket(`ws://${location.host}/ws/echo`);
        ws.onopen = () => { ws.send('grüße'); ws.send(new Uint8Array([0, 255])); };
        ws.binaryType = 'arraybuffer';
        ws.onmessage = (event) => {
          window.echoed.push(typeof event.data === 'string' ? event.data : event.data.byteLength);
          if (window.echoed.length === 2) ws.close(1000);
        };
        ws.onclose = (event) => window.echoed.push(event.code);
        """);
    browser.await("window.echoed.length === 3");
    assertEquals(List.of("grüße", 2L, 1000L), browser.run("return window.echoed"));
    browser.run(
        """
        window.pieces = 0;
        const body = { model: 'lab-markov', stream: true, messages: [{ role: 'user', content: 'a' }] };
        fetch('/v1/chat/completions?tokens=20&rate=20', { method: 'POST', body: JSON.stringify(body) })
          .then(async (answer) => {
            const reader = answer.body.getReader();
            while (!(await reader.read()).done) window.pieces++;
            window.ended = true;
          });
        """);
    browser.await("window.ended");
    long pieces = (Long) browser.run("return window.pieces");
    assertTrue(pieces > 10, "20 words of a second came in " + pieces + " pieces");
  }

  /** As a client of the tus protocol does in a browser: it asks beforehand, and reads fields. */
  private static final String UPLOAD_TO_ANOTHER =
      """
      const tus = { 'Tus-Resumable': '1.0.0' };
      const bytes = 'ten bytes!';
      window.uploaded = [];
      (async () => {
        const made = await fetch(`${arguments[0]}/uploads`, {
          method: 'POST', headers: { ...tus, 'Upload-Length': `${bytes.length}` },
        });
        const place = arguments[0] + made.headers.get('Location');
        for (const at of [0, 5]) {
          const sent = await fetch(place, {
            method: 'PATCH',
            headers: {
              ...tus, 'Upload-Offset': `${at}`, 'Content-Type': 'application/offset+octet-stream',
            },
            body: bytes.slice(at, at + 5),
          });
          window.uploaded.push(sent.headers.get('Upload-Offset'));
        }
        const head = await fetch(place, { method: 'HEAD', headers: tus });
        window.uploaded.push(head.headers.get('Upload-Length'), await (await fetch(place)).text());
        await fetch(place, { method: 'DELETE', headers: tus });
        window.uploaded.push('deleted');
      })().catch((e) => window.uploaded.push(`${e}`));
      """;

  @Test
  void aPageOfAnAllowedOriginUploadsAndReadsWhatItGets() throws IOException {
    server = TestServer.of(anyLoop()).start();
    browser.complaints();
    // The front page may ask nobody but its own server; this one has no such policy.
    browser.open(server, "/plaintext");
    String origin = "http://127.0.0.1:" + server.address().getPort();
    try (TestServer other = TestServer.of(anyLoop()).allowing(origin).start()) {
      browser.run(UPLOAD_TO_ANOTHER, "http://127.0.0.1:" + other.address().getPort());
      browser.await("window.uploaded.length === 5 || /Error/.test(window.uploaded.at(-1))");
      assertEquals(
          List.of("5", "10", "10", "ten bytes!", "deleted"), browser.run("return window.uploaded"));
      // A text has no icon.
      assertEquals(
          List.of(),
          browser.complaints().stream().filter(one -> !one.contains("/favicon.ico")).toList());
      browser.leave();
    }
  }

  /** An event, and then silence until the server stops. */
  private static final class OneEvent implements BodyProducer {
    private final byte[] first;
    private boolean isSent;
    private boolean stopping;

    private OneEvent(String first) {
      this.first = first.getBytes(UTF_8);
    }

    @Override
    public Next produce(Output out, int most) {
      if (!isSent) {
        out.put(first);
        isSent = true;
      }
      return stopping ? Next.END : Next.LATER;
    }

    @Override
    public void stopping() {
      stopping = true;
    }
  }

  private static void listen(String path) {
    browser.run(
        """
        window.events = [];
        window.source = new EventSource(arguments[0]);
        window.source.onmessage = (event) => window.events.push(event.data);
        """,
        path);
  }

  @Test
  void anEventSourceResumesWithAServerThatCameBack() throws IOException {
    List<String> lastSeen = new CopyOnWriteArrayList<>();
    TestServer.Setup setup = TestServer.of(anyLoop()).handler((q, a) -> tell(q, a, lastSeen));
    server = setup.start();
    browser.open(server, "/");
    listen("/events");
    browser.await("window.events.length === 1");
    server.close();
    server =
        TestServer.of(anyLoop())
            .handler((q, a) -> tell(q, a, lastSeen))
            .at(server.address())
            .start();
    browser.await("window.events.length === 2");
    assertEquals(List.of("after none", "after 7"), browser.run("return window.events"));
    assertEquals(List.of("none", "7"), lastSeen);
  }

  /** The next time in 50 ms, and with the id of what it has seen. */
  private static void tell(Request request, Response response, List<String> lastSeen) {
    if (!request.path().equals("/events")) {
      response.type(MediaType.HTML).send(Status.OK, "<!doctype html>".getBytes(UTF_8));
      return;
    }
    String last = request.field("last-event-id");
    String told = last == null ? "none" : last;
    lastSeen.add(told);
    String events =
        new String(EventText.heartbeat(), UTF_8)
            + new String(EventText.retry(50), UTF_8)
            + new String(EventText.of("7", null, "after " + told), UTF_8);
    response.type(MediaType.EVENTS).stream(Status.OK, new OneEvent(events));
  }

  /**
   * Facts that the web platform tests hold of every browser (eventsource: format-bom, comments,
   * field-id-null, retry-bogus, utf-8 and newlines), seen through the lab's own carrier.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a byte order mark is passed over | \\uFEFFdata:a\\n\\ndata:b\\n\\n | a,b",
        "a second one is a part of the name | \\uFEFF\\uFEFFdata:a\\n\\ndata:b\\n\\n | b",
        "comments say nothing | data:1\\n:data:x\\r\\n:\\ndata:2\\n\\n | '1\\n2'",
        "all three line ends | data:a\\rdata:b\\r\\ndata:c\\n\\n | 'a\\nb\\nc'",
        "a retry that is no number | retry:1000x\\ndata:a\\n\\n | a",
        "text is UTF-8 | data:ok…\\n\\n | ok…",
        "an event without its empty line is none | data:a\\n\\ndata:b\\n | a"
      })
  void theFormatIsReadAsTheWebPlatformTestsSay(String fact, String body, String expected)
      throws IOException {
    String text = body.replace("\\n", "\n").replace("\\r", "\r").replace("\\uFEFF", "\uFEFF");
    server =
        TestServer.of(anyLoop())
            .handler(
                (request, response) -> {
                  if (request.path().equals("/events")) {
                    response.type(MediaType.EVENTS).stream(Status.OK, new OneEvent(text));
                  } else {
                    response.type(MediaType.HTML).send(Status.OK, "<p>".getBytes(UTF_8));
                  }
                })
            .start();
    browser.open(server, "/");
    listen("/events");
    String all = expected.replace("\\n", "\n");
    browser.await("window.events.join(',').length >= " + all.length());
    assertEquals(all, browser.run("return window.events.join(',')"), fact);
  }
}
