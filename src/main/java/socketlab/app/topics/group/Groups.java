// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.group;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The groups of all topics, and where they are kept. Thread-safe. */
public final class Groups {
  /** Of all topics together. */
  static final int MOST = 1000;

  private final Map<String, Group> groups = new TreeMap<>();

  /** Null when nothing outlives the process. */
  private final GroupJournal journal;

  /** Groups that end with the process. */
  public Groups() {
    journal = null;
  }

  /** Groups as a journal has them. */
  public Groups(GroupJournal journal) throws IOException {
    this.journal = journal;
    journal.restore(groups);
  }

  /**
   * The group, made where there is none; empty when there are too many.
   *
   * @param first where a new one begins
   */
  synchronized Optional<Group> get(String topic, String name, long first) {
    String key = topic + ' ' + name;
    Group group = groups.get(key);
    if (group == null) {
      if (groups.size() >= MOST) {
        return Optional.empty();
      }
      group = new Group(first);
      groups.put(key, group);
      if (journal != null) {
        journal.state(key, group);
      }
    }
    return Optional.of(group);
  }

  synchronized Optional<Group> find(String topic, String name) {
    return Optional.ofNullable(groups.get(topic + ' ' + name));
  }

  /**
   * Acknowledges a message, and then says so.
   *
   * @param then when that is kept; any thread
   * @param failed when it is not kept, though it holds until the server ends; any thread
   * @return false when too many before it are open; nothing is said then
   */
  synchronized boolean acknowledge(
      String topic, String name, long offset, Runnable then, Consumer<IOException> failed) {
    Group group = groups.get(topic + ' ' + name);
    if (!group.acknowledge(offset)) {
      return false;
    }
    if (journal == null) {
      then.run();
    } else {
      // Under the lock, so that a state in the journal has all that was acknowledged before it.
      journal.acknowledged(topic + ' ' + name, offset, then, failed);
      journal.compact(groups);
    }
    return true;
  }
}
