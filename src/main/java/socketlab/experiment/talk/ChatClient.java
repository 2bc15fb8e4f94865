// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks for a chat's answer, streamed or whole, and notes when what of it arrived. */
final class ChatClient {
  private static final Pattern CONTENT = Pattern.compile("\"content\":\"((?:[^\"\\\\]|\\\\.)+)\"");
  private static final int ROOM = 64 * 1024;
  private static final double NANOS_A_MILLI = 1e6;

  /**
   * What came.
   *
   * @param firstMillis from the request to the first word
   * @param lastMillis from the request to the end of the answer
   * @param pieces reads that brought a part of the answer
   * @param text of the answer, as JSON quotes it
   */
  record Read(double firstMillis, double lastMillis, int pieces, String text) {}

  private ChatClient() {}

  /**
   * Asks over a connection of its own and reads to its end.
   *
   * @param rate tokens a second
   * @throws IOException when the connection breaks, or ends before any word came
   */
  static Read ask(InetSocketAddress server, int tokens, int rate, boolean stream)
      throws IOException {
    return ask("", server, tokens, rate, stream);
  }

  /**
   * Likewise.
   *
   * @param before what stands before the path, for a proxy on the way
   */
  static Read ask(String before, InetSocketAddress server, int tokens, int rate, boolean stream)
      throws IOException {
    byte[] body =
        ("{\"model\":\"lab-markov\",\"seed\":1,\"stream\":"
                + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"What is a queue?\"}]}")
            .getBytes(UTF_8);
    String head =
        "POST %s/v1/chat/completions?tokens=%d&rate=%d HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n"
            .formatted(before, tokens, rate);
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setTcpNoDelay(true);
      long began = System.nanoTime();
      socket
          .getOutputStream()
          .write((head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
      socket.getOutputStream().write(body);
      return read(socket.getInputStream(), began);
    }
  }

  private static Read read(InputStream in, long began) throws IOException {
    byte[] room = new byte[ROOM];
    StringBuilder all = new StringBuilder();
    double first = 0;
    int pieces = 0;
    for (int count = in.read(room); count >= 0; count = in.read(room)) {
      // The text about servers is ASCII, so no character is torn between two reads.
      all.append(new String(room, 0, count, UTF_8));
      pieces++;
      if (first == 0 && CONTENT.matcher(all).find()) {
        first = (System.nanoTime() - began) / NANOS_A_MILLI;
      }
    }
    if (first == 0) {
      throw new IOException("no word came, but: " + all.toString().lines().findFirst().orElse(""));
    }
    double last = (System.nanoTime() - began) / NANOS_A_MILLI;
    return new Read(first, last, pieces, words(all));
  }

  private static String words(CharSequence answer) {
    StringBuilder words = new StringBuilder();
    Matcher matcher = CONTENT.matcher(answer);
    while (matcher.find()) {
      words.append(matcher.group(1));
    }
    return words.toString();
  }
}
