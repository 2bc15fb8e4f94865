// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.bound;

/**
 * What became of the streams that began last. A frame for a closed stream is the peer's fault when
 * the peer had ended the stream, and has crossed the reset on its way when the server had (RFC 9113
 * section 5.1). Not thread-safe.
 */
public final class RecentStreams {
  /** How many are known. */
  private static final int KNOWN = 64;

  /** What may be said of a stream that is not open. */
  public enum Fate {
    /** The peer has passed its number over. */
    SKIPPED,
    /** The peer had ended it, or reset it. */
    ENDED_BY_PEER,
    /** The peer may still have been sending when it was reset, or it is long ago. */
    MAY_STILL_COME
  }

  private int last;

  /** By how far behind {@link #last} it is: whether it began. */
  private long began;

  /** Likewise: whether the peer has ended it. */
  private long ended;

  /** The number of the stream that began last, or 0. */
  public int last() {
    return last;
  }

  /** A stream begins; its number is odd, and above all before. */
  public void begin(int stream) {
    int step = (stream - last + 1) / 2;
    began = step >= KNOWN ? 0 : began << step;
    ended = step >= KNOWN ? 0 : ended << step;
    began |= 1;
    last = stream;
  }

  public void endedByPeer(int stream) {
    int place = place(stream);
    if (place < KNOWN) {
      ended |= 1L << place;
    }
  }

  /** The fate of a stream with an odd number, not above the last. */
  public Fate of(int stream) {
    int place = place(stream);
    if (place >= KNOWN) {
      return Fate.MAY_STILL_COME;
    }
    if ((began >>> place & 1) == 0) {
      return Fate.SKIPPED;
    }
    return (ended >>> place & 1) != 0 ? Fate.ENDED_BY_PEER : Fate.MAY_STILL_COME;
  }

  private int place(int stream) {
    return (last - stream) / 2;
  }
}
