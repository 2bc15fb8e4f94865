// SPDX-License-Identifier: Apache-2.0
package socketlab.load.carrier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The same bytes back; others are a broken answer. */
public final class EchoAnswers implements AnswerReader {
  private static final byte[] MESSAGE =
      "sixty-four bytes go out, and the same sixty-four are to return.\n".getBytes(US_ASCII);

  private int seen;
  private boolean broken;

  /** What is sent. */
  public static byte[] message() {
    return MESSAGE.clone();
  }

  @Override
  public int read(byte[] bytes, int from, int to) {
    int count = Math.min(to - from, MESSAGE.length - seen);
    if (!Arrays.equals(bytes, from, from + count, MESSAGE, seen, seen + count)) {
      broken = true;
      return 0;
    }
    seen += count;
    return count;
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public boolean endOfInput() {
    return false;
  }

  @Override
  public boolean isComplete() {
    return seen == MESSAGE.length;
  }

  @Override
  public int status() {
    return 0;
  }

  @Override
  public boolean isLast() {
    return false;
  }

  @Override
  public void next() {
    seen = 0;
  }

  @Override
  public void reset() {
    seen = 0;
    broken = false;
  }
}
