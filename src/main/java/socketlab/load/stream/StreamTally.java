// SPDX-License-Identifier: Apache-2.0
package socketlab.load.stream;

import org.HdrHistogram.Histogram;

/**
 * What the streams of one loop brought, in the measured time but for what says otherwise. Confined
 * to the loop's thread, and read by another when the loop has ended.
 */
public final class StreamTally {
  private static final int DIGITS = 3;

  /** From connect to established; of the whole run. */
  public final Histogram connect = new Histogram(DIGITS);

  /** From connect to the first message; of the whole run. */
  public final Histogram first = new Histogram(DIGITS);

  /** From publish to here. */
  public final Histogram delay = new Histogram(DIGITS);

  /** Messages that came. */
  public long delivered;

  /** Messages that carried no stamp, so that nobody knows how old they were. */
  public long unstamped;

  /** Numbers that a client did not see, of the whole run. */
  public long missing;

  /** Numbers that a client saw again, of the whole run. */
  public long repeated;

  public long requests;

  /** Answers to polls that brought no message. */
  public long empty;

  /** Bytes of responses, heads and frames with them, as TCP carried them. */
  public long bytesIn;

  /** Bytes of requests likewise. */
  public long bytesOut;

  void add(StreamTally other) {
    connect.add(other.connect);
    first.add(other.first);
    delay.add(other.delay);
    delivered += other.delivered;
    unstamped += other.unstamped;
    missing += other.missing;
    repeated += other.repeated;
    requests += other.requests;
    empty += other.empty;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
  }
}
