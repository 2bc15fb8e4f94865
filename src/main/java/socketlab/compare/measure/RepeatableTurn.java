// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.measure;

import java.io.IOException;

/** A turn that can be had again. */
@FunctionalInterface
public interface RepeatableTurn<T> {
  T make() throws IOException, InterruptedException;

  /** A generator that was kept from its CPU refuses its own result, and may do better at once. */
  static <T> T atMostTwice(RepeatableTurn<T> attempt) throws IOException, InterruptedException {
    try {
      return attempt.make();
    } catch (IOException e) {
      return attempt.make();
    }
  }
}
