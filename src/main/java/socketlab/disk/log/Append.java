// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * One record on its way into a log.
 *
 * @param failures told when {@code then} throws, so that the others still hear of theirs
 */
record Append(Log log, byte[] bytes, Appended then, Consumer<Throwable> failures) {
  void appended(long offset, long millis) {
    try {
      then.appended(offset, millis);
    } catch (RuntimeException e) {
      failures.accept(e);
    }
  }

  void failed(IOException why) {
    try {
      then.failed(why);
    } catch (RuntimeException e) {
      failures.accept(e);
    }
  }

  static void failAll(List<Append> batch, IOException why) {
    batch.forEach(one -> one.failed(why));
  }
}
