// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.Until;
import socketlab.experiment.tool.server.ServeProcess;

@Claim(
    id = "resumable-upload",
    question = "A link breaks again and again: how many bytes does an upload of 4 MiB send?",
    setup =
        """
        the link breaks, on average, after every 1 MiB

        one request   ████✂  ███████✂  █✂  …            from the beginning each time: ?
        resumable     ████✂      ███████✂  …            asks where it is, goes on: ?
        """,
    picture =
        """
        the link breaks, on average, after every 1 MiB

        one request   ████✂                             POST /images, the whole file each time,
                      ██✂                               until one connection happens to carry
                      ████████████████  whole           all of it
        resumable     ████✂                             HEAD: the server has so many bytes
                          ██✂                           PATCH from there
                            ██████████  whole           nothing is sent twice
        """,
    sources = {
      "The lecture Request-response: an upload in one request, or in chunks that can be resumed",
      "tus 1.0.0, https://tus.io/protocols/resumable-upload"
    },
    outcomes = {
      @Outcome(
          name = "only-the-rest",
          grade = EXPECTED,
          choice = "In one request many times the file; resumable, the file once.",
          why =
              "An upload in one request has to begin again after each break, until a connection"
                  + " carries all of it: with breaks after an average of m bytes, a file of s bytes"
                  + " takes (e^(s/m) - 1) m / s times its size, on average, which grows without"
                  + " bound. A resumable upload asks how much the server has, and sends the rest:"
                  + " what the server has on its disk is never sent again."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "About the same in both ways.",
          why = "The resumable upload sent bytes again, or the bytes that arrived are not right.")
    },
    verdict = {
      "In one request, {one request: bytes sent} times the file was sent over {one request:"
          + " connections} connections.",
      "Resumable, {resumable: bytes sent} times the file over {resumable: connections}"
          + " connections, and {resumable: bytes that are right} bytes came back right."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        ./lab serve --pattern=single-thread & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -si -X POST -H 'Tus-Resumable: 1.0.0' -H 'Upload-Length: 5' localhost:8080/uploads
        kill $server
        """,
    seeAlso = {
      "half-close",
      "lost-answer",
      "async-without-threads",
      "short-or-long-polling",
      "events-resume",
      "resumable upload",
      "--data"
    })
public final class ResumableUpload implements Experiment {
  private static final int FILE_BYTES = 4 << 20;
  private static final int BREAK_BYTES = 1 << 20;
  private static final byte[] PNG = "\u0089PNG\r\n\u001a\n".getBytes(ISO_8859_1);
  private static final Pattern LOCATION = Pattern.compile("(?m)^Location: (\\S+)");
  private static final Pattern OFFSET = Pattern.compile("(?m)^Upload-Offset: (\\d+)");
  private static final String TUS = "Tus-Resumable: 1.0.0\r\n";

  /** Where the link breaks: the same places for both ways, without a memory of what it carried. */
  private final SplittableRandom lot = new SplittableRandom(2);

  private InetSocketAddress server;
  private long sent;
  private int connections;

  @Override
  public String run(Notes notes) throws Exception {
    byte[] file = new byte[FILE_BYTES];
    new SplittableRandom(1).nextBytes(file);
    System.arraycopy(PNG, 0, file, 0, PNG.length);
    try (ServerProcess process = ServeProcess.serve("--pattern=single-thread")) {
      server = process.address();
      String image = inOneRequest(file);
      double once = told("one request", image, file, notes);
      String upload = resumable(file);
      double resumed = told("resumable", upload, file, notes);
      return notes.allAsExpected() && once >= 3 && resumed <= 1.05
          ? "only-the-rest"
          : "something-else";
    }
  }

  private double told(String way, String place, byte[] file, Notes notes) throws IOException {
    double times = (double) sent / FILE_BYTES;
    String expected = way.equals("resumable") ? "1.05 or less" : "3 or more";
    notes.figure(way + ": bytes sent", "× the file", expected, "counted", times);
    notes.figure(way + ": connections", "", "", "counted", connections);
    notes.figure(way + ": bytes that are right", "", FILE_BYTES, "read", same(get(place), file));
    sent = 0;
    connections = 0;
    return times;
  }

  /** Bytes that the link carries until it breaks next. */
  private int carries() {
    return (int) Math.min(FILE_BYTES, 1 - BREAK_BYTES * Math.log(1 - lot.nextDouble()));
  }

  private String inOneRequest(byte[] file) throws IOException {
    String head =
        "POST /images HTTP/1.1\r\nHost: lab\r\nContent-Length: " + file.length + "\r\n\r\n";
    String answer;
    do {
      answer = send(head, file, 0);
    } while (answer.isEmpty());
    return found(LOCATION, answer);
  }

  private String resumable(byte[] file) throws Exception {
    String create =
        "POST /uploads HTTP/1.1\r\nHost: lab\r\n" + TUS + "Upload-Length: " + file.length;
    String place = found(LOCATION, ask(create + "\r\n\r\n"));
    String head = "HEAD " + place + " HTTP/1.1\r\nHost: lab\r\n" + TUS + "\r\n";
    int offset = 0;
    while (offset < file.length) {
      int before = offset;
      long sentBefore = sent;
      String patch =
          "PATCH %s HTTP/1.1\r\nHost: lab\r\n%sUpload-Offset: %d\r\nContent-Length: %d\r\n"
              .formatted(place, TUS, offset, file.length - offset);
      send(patch + "Content-Type: application/offset+octet-stream\r\n\r\n", file, offset);
      long arrived = before + sent - sentBefore;
      Until.holds("the server has what was on its way", () -> offset(head) == arrived);
      offset = (int) arrived;
    }
    return place;
  }

  private long offset(String head) {
    try {
      return Long.parseLong(found(OFFSET, ask(head)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String found(Pattern what, String answer) throws IOException {
    Matcher matcher = what.matcher(answer);
    if (!matcher.find()) {
      throw new IOException("the server answered: " + answer.lines().findFirst().orElse("nothing"));
    }
    return matcher.group(1);
  }

  /**
   * Sends a body over a new connection, as far as the link carries it.
   *
   * @return the head of the answer; empty when the link broke before
   */
  private String send(String head, byte[] body, int from) throws IOException {
    int count = Math.min(carries(), body.length - from);
    connections++;
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.getOutputStream().write(head.getBytes(US_ASCII));
      socket.getOutputStream().write(body, from, count);
      sent += count;
      // A break is seen by the server as an end; what was on its way arrives.
      return from + count < body.length ? "" : head(socket.getInputStream());
    }
  }

  private String ask(String request) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      return head(socket.getInputStream());
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended behind: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private byte[] get(String place) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      String request = "GET " + place + " HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      head(in);
      return in.readAllBytes();
    }
  }

  private static int same(byte[] seen, byte[] sent) {
    int mismatch = Arrays.mismatch(seen, sent);
    return mismatch < 0 ? sent.length : mismatch;
  }
}
