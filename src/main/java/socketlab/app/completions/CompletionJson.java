// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * One answer's JSON, whole and in pieces, with what stands in all of its pieces. For one thread at
 * a time.
 */
final class CompletionJson {
  /** The only model there is. */
  static final String MODEL = "lab-markov";

  /** What ends a stream; no JSON. */
  static final String DONE = "[DONE]";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BYTES = 12;
  private static final long MILLIS = 1000;

  private final String begin;
  private final String chunk;

  CompletionJson() {
    byte[] id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    begin =
        "{\"id\":\"chatcmpl-" + HexFormat.of().formatHex(id) + "\",\"object\":\"chat.completion";
    chunk = begin + ".chunk\"" + origin() + ",\"choices\":[";
  }

  private static String origin() {
    return ",\"created\":%d,\"model\":\"%s\",\"system_fingerprint\":\"%s\""
        .formatted(System.currentTimeMillis() / MILLIS, MODEL, MODEL);
  }

  /** The first piece: who speaks. */
  String first() {
    return choice("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  String token(String text) {
    return choice("{\"content\":\"" + quoted(text) + "\"}", "null");
  }

  /** The last piece that is a part of the answer: why it ends. */
  String last(String finish) {
    return choice("{}", '"' + finish + '"');
  }

  private String choice(String delta, String finish) {
    return chunk + "{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}";
  }

  /** The piece behind it, for who asked for it. */
  String usage(Completion completion, int told) {
    return chunk + "]," + count(completion, told) + "}";
  }

  /** All in one. */
  String whole(Completion completion, int told) {
    String text = quoted(String.join("", completion.tokens().subList(0, told)));
    return begin
        + '"'
        + origin()
        + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
        + text
        + "\"},\"finish_reason\":\""
        + completion.finish(told)
        + "\"}],"
        + count(completion, told)
        + "}\n";
  }

  private static String count(Completion completion, int told) {
    return "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d}"
        .formatted(completion.asked(), told, completion.asked() + told);
  }

  static String quoted(String text) {
    return String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text));
  }
}
