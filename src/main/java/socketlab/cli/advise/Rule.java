// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.advise;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A row of the table.
 *
 * @param pattern the id of the pattern that is advised
 * @param needs for whom: one of these for each question that they answer
 * @param reasons why
 */
record Rule(String pattern, Set<Need> needs, List<Reason> reasons) {
  static Rule advise(String pattern, Set<Need> needs, Reason... reasons) {
    return new Rule(pattern, needs, List.of(reasons));
  }

  static Set<Need> who(Need first, Need... others) {
    return EnumSet.of(first, others);
  }

  /** The reasons that hold for these needs. */
  List<Reason> reasons(Needs of) {
    return reasons.stream().filter(reason -> of.fit(reason.needs())).toList();
  }
}
