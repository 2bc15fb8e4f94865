// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One answer to each question. */
record Needs(Map<Question, Need> answers) {
  Needs {
    answers = new EnumMap<>(answers);
    if (answers.size() != Question.values().length) {
      throw new IllegalArgumentException("every question has an answer, not only " + answers);
    }
  }

  static Needs of(Need... all) {
    return new Needs(Arrays.stream(all).collect(Collectors.toMap(Need::question, need -> need)));
  }

  Need to(Question question) {
    return answers.get(question);
  }

  /** Whether, to each question that {@code wanted} answers at all, the answer is among them. */
  boolean fit(Collection<Need> wanted) {
    return wanted.stream()
        .map(Need::question)
        .distinct()
        .allMatch(question -> wanted.contains(to(question)));
  }

  /** All of them in a line, as a sentence goes on with it. */
  String told() {
    String all = answers.values().stream().map(Need::told).collect(Collectors.joining(", "));
    int last = all.lastIndexOf(", ");
    return all.substring(0, last) + " and " + all.substring(last + 2);
  }
}
