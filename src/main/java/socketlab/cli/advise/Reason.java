// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Why a pattern is advised.
 *
 * @param text a sentence, with {@code {}} for each figure; it has no number of its own
 * @param evidence one for each of these places, all of one experiment
 * @param needs when it is a reason: one of these for each question that they answer; empty for
 *     always
 */
record Reason(String text, List<Evidence> evidence, Set<Need> needs) {
  static final String PLACE = "{}";

  /** Always a reason. */
  static Reason because(String text, String experiment, String... figures) {
    List<Evidence> evidence = new ArrayList<>();
    for (String figure : figures) {
      evidence.add(new Evidence(experiment, figure));
    }
    return new Reason(text, evidence, Set.of());
  }

  /** The same, where somebody has these needs. */
  Reason when(Need first, Need... others) {
    return new Reason(text, evidence, EnumSet.of(first, others));
  }

  /** The experiment that shows it. */
  String experiment() {
    return evidence.getFirst().experiment();
  }
}
