// SPDX-License-Identifier: Apache-2.0
package socketlab.app.completions;

import java.util.List;
import java.util.Random;

/**
 * An answer as a whole, before its first word is told: a real model finds one token after the
 * other, and this one only takes the time for it.
 *
 * @param tokens each with the blank that stands before it
 * @param isCut whether it would have gone on, had it been allowed to
 * @param asked how many tokens the question had
 */
record Completion(List<String> tokens, boolean isCut, int asked) {
  /** What the model answers; the same to the same question with the same seed. */
  static Completion of(CompletionRequest request, Pace pace, MarkovChain chain) {
    long seed = request.seed() ^ (long) request.question().hashCode() << Integer.SIZE;
    List<String> tokens = chain.say(request.question(), pace.tokens(), new Random(seed));
    int most = Math.min(tokens.size(), request.maxTokens());
    int stop = before(request.stops(), tokens);
    int end = Math.min(most, stop);
    return new Completion(
        tokens.subList(0, end), most < tokens.size() && end == most, request.asked());
  }

  /** How many tokens are whole before the first text at which the answer is to stop. */
  private static int before(List<String> stops, List<String> tokens) {
    String text = String.join("", tokens);
    int at = stops.stream().mapToInt(text::indexOf).filter(i -> i >= 0).min().orElse(text.length());
    int count = 0;
    for (int length = 0; count < tokens.size(); count++) {
      length += tokens.get(count).length();
      if (length > at) {
        break;
      }
    }
    return count;
  }

  /** Why it ends after so many of its tokens. */
  String finish(int told) {
    return isCut || told < tokens.size() ? "length" : "stop";
  }
}
