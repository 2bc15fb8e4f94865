// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.rounds;

import java.util.ArrayList;
import java.util.List;
import socketlab.compare.data.Skipped;

/** What is to be said of a campaign beside its figures. */
final class CampaignNotes {
  private final Progress progress;
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  CampaignNotes(Progress progress) {
    this.progress = progress;
  }

  /** Takes note of what does not take part, and says so at once. */
  void skip(String name, String reason) {
    Skipped one = new Skipped(name, reason);
    if (!skipped.contains(one)) {
      skipped.add(one);
      progress.say("skipped " + name + ": " + reason);
    }
  }

  /** Takes note of what speaks against the figures, in a sentence. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** Who did not take part, and why. */
  List<Skipped> skipped() {
    return skipped;
  }

  /** What speaks against the figures, a sentence each. */
  List<String> notes() {
    return notes;
  }
}
