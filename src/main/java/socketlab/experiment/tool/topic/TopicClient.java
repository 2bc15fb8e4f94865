// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.topic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Publishes to one topic, and reads it by requests, over one blocking connection. For one thread at
 * a time. Every method throws {@link UncheckedIOException} when the server does not answer, so that
 * a state can be waited for.
 */
public final class TopicClient implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");
  private static final Pattern MESSAGE =
      Pattern.compile(
          "\\{\"offset\":(\\d+),\"type\":\"[^\"]*\",\"data\":\"([^\"]*)\""
              + "(?:,\"delivery\":(\\d+))?\\}");
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final String path;
  private final Socket socket;
  private final InputStream in;

  /**
   * One that was read.
   *
   * @param delivery how often its group was given it, from 1; 0 when it was not read by a group
   */
  public record Read(long offset, String data, int delivery) {}

  private record Answer(int status, String body) {}

  public TopicClient(InetSocketAddress server, String topic) throws IOException {
    path = "/topics/" + topic;
    socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** True when the message is kept; false when the server holds publishers back: 429. */
  public boolean publish(String message) {
    Answer answer = ask("POST", "", message);
    if (answer.status == 429) {
      return false;
    }
    only(201, answer);
    return true;
  }

  /** Publishes what has to be kept. */
  public void publishAll(List<String> messages) {
    messages.forEach(message -> only(201, ask("POST", "", message)));
  }

  /** The messages from an offset on, at most 1000; empty when there are none yet. */
  public List<Read> from(long offset) {
    Answer answer = ask("GET", "?max=1000&from=" + offset, "");
    return answer.status == 204 ? List.of() : messages(only(200, answer));
  }

  /** What a group's consumer is given; empty when nothing is due. */
  public List<Read> poll(String group, int max, int leaseSeconds) {
    String query = "/groups/%s/poll?max=%d&lease=%d".formatted(group, max, leaseSeconds);
    Answer answer = ask("POST", query, "");
    return answer.status == 204 ? List.of() : messages(only(200, answer));
  }

  /** Says that a message is done. */
  public void acknowledge(String group, long offset) {
    only(200, ask("POST", "/groups/%s/ack?offset=%d".formatted(group, offset), ""));
  }

  /** One of the numbers that the topic tells of itself: {@code next}, {@code events} and so on. */
  public long number(String name) {
    String body = only(200, ask("GET", "", ""));
    Matcher matcher = Pattern.compile('"' + name + "\":(\\d+)").matcher(body);
    if (!matcher.find()) {
      throw new UncheckedIOException(new IOException("no " + name + " in " + body));
    }
    return Long.parseLong(matcher.group(1));
  }

  private static List<Read> messages(String body) {
    return MESSAGE
        .matcher(body)
        .results()
        .map(
            found ->
                new Read(
                    Long.parseLong(found.group(1)),
                    found.group(2),
                    found.group(3) == null ? 0 : Integer.parseInt(found.group(3))))
        .toList();
  }

  private static String only(int status, Answer answer) {
    if (answer.status != status) {
      throw new UncheckedIOException(
          new IOException("the server answered " + answer.status + ": " + answer.body.strip()));
    }
    return answer.body;
  }

  private Answer ask(String method, String rest, String body) {
    String head =
        "%s %s%s HTTP/1.1\r\nHost: lab\r\nContent-Length: %d\r\n\r\n"
            .formatted(method, path, rest, body.length());
    try {
      socket.getOutputStream().write((head + body).getBytes(US_ASCII));
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer read() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended behind: " + head);
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
    int status = Integer.parseInt(head, STATUS_AT, STATUS_AT + 3, 10);
    return new Answer(status, new String(in.readNBytes(bytes), ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
