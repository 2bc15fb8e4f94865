// SPDX-License-Identifier: Apache-2.0
package socketlab.disk.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Semaphore;

/** Appends until it is killed, and says which offsets were confirmed: for {@link LogCrashTest}. */
final class AppendingProgram {
  private static final int UNDER_WAY = 64;
  private static final int MOST_BYTES = 2000;

  private AppendingProgram() {}

  /** A record whose bytes can be told from its number. */
  static byte[] record(long number) {
    Random random = new Random(number);
    byte[] record = new byte[Long.BYTES + random.nextInt(MOST_BYTES)];
    random.nextBytes(record);
    ByteBuffer.wrap(record).putLong(number);
    return record;
  }

  public static void main(String[] arguments) throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    LogWriter writer = new LogWriter(2 * UNDER_WAY, 1 << 24, Throwable::printStackTrace);
    Log log =
        writer.open(Path.of(arguments[0]), LogCrashTest.config(FsyncPolicy.valueOf(arguments[1])));
    for (long number = Long.parseLong(arguments[2]); ; number++) {
      room.acquire();
      long its = number;
      Appended then =
          new Appended() {
            @Override
            public void appended(long offset, long millis) {
              System.out.println(offset + " " + its);
              room.release();
            }

            @Override
            public void failed(IOException why) {
              why.printStackTrace();
              System.exit(1);
            }
          };
      if (!writer.append(log, record(number), then)) {
        System.exit(2);
      }
    }
  }
}
