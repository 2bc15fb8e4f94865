// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;

/**
 * Hears what became of a record. One of the two is called, once, by the writer's thread, in the
 * order of the log; it must not block, since all logs wait for it.
 */
public interface Appended {
  /**
   * It is as safe as the policy of its log says, and can be read.
   *
   * @param millis the time that the record has been given, in milliseconds since 1970
   */
  void appended(long offset, long millis);

  /**
   * It is not in the log, and has got no offset; the log is as it was before. The next one may well
   * succeed, for example when the disk has room again.
   */
  void failed(IOException why);
}
