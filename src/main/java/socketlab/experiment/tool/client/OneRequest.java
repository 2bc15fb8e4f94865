// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.tool.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/**
 * One request, which needs a connection of its own and says so by {@code Connection: close}.
 *
 * @param line the method and the path
 * @param fields of its head, whole lines without their end
 * @param body may be empty
 */
public record OneRequest(String line, List<String> fields, String body) {
  public OneRequest {
    fields = List.copyOf(fields);
  }

  /**
   * What came back.
   *
   * @param head all of it, up to the empty line
   */
  public record Whole(int status, String head, String body) {
    /** The first field of this name, in any case; empty when there is none. */
    public Optional<String> field(String name) {
      String start = name + ":";
      return head.lines()
          .filter(line -> line.regionMatches(true, 0, start, 0, start.length()))
          .map(line -> line.substring(start.length()).strip())
          .findFirst();
    }
  }

  /** As it goes onto the connection. */
  public byte[] bytes() {
    byte[] content = body.getBytes(UTF_8);
    StringBuilder text = new StringBuilder(line + " HTTP/1.1\r\nHost: lab\r\n");
    fields.forEach(field -> text.append(field).append("\r\n"));
    text.append("Connection: close\r\nContent-Length: ").append(content.length);
    return text.append("\r\n\r\n").append(body).toString().getBytes(UTF_8);
  }

  /**
   * Sends it and reads the whole answer, until the server closes.
   *
   * @throws IOException when the answer has no whole head
   */
  public Whole ask(InetSocketAddress server) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      return ask(socket);
    }
  }

  /**
   * Likewise.
   *
   * @param from the address of this machine that it comes from
   */
  public Whole ask(InetAddress from, InetSocketAddress server) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort(), from, 0)) {
      return ask(socket);
    }
  }

  private Whole ask(Socket socket) throws IOException {
    socket.getOutputStream().write(bytes());
    String text = new String(socket.getInputStream().readAllBytes(), UTF_8);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("the connection ended behind: " + text);
    }
    String head = text.substring(0, end);
    int status = Integer.parseInt(head.substring(head.indexOf(' ') + 1).substring(0, 3));
    return new Whole(status, head, text.substring(end + 4));
  }
}
