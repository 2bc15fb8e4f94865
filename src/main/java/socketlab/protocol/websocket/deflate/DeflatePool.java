// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.websocket.deflate;

import java.util.concurrent.ArrayBlockingQueue;

/**
 * The compressors and inflaters of a server. A message has one while it is compressed or inflated,
 * which blocks nowhere; so there are about as many as threads that run at once, whatever the number
 * of connections, and of those that were needed no more than the machine has processors are kept.
 * Thread-safe.
 */
public final class DeflatePool {
  private static final int KEPT = Runtime.getRuntime().availableProcessors();

  private final int threshold;
  private final int ratio;
  private final ArrayBlockingQueue<MessageCompressor> compressors = new ArrayBlockingQueue<>(KEPT);
  private final ArrayBlockingQueue<MessageInflater> inflaters = new ArrayBlockingQueue<>(KEPT);

  /**
   * @param threshold a message with fewer bytes is sent as it is, at least 1
   * @param ratio a message that is longer than 1 MiB may be so many times as long as it came, at
   *     least 1
   */
  public DeflatePool(int threshold, int ratio) {
    this.threshold = threshold;
    this.ratio = ratio;
  }

  /** Bytes from which on a message is compressed. */
  public int threshold() {
    return threshold;
  }

  /** One that nobody else has; it is to be given back. */
  public MessageCompressor takeCompressor() {
    MessageCompressor one = compressors.poll();
    return one == null ? new MessageCompressor() : one;
  }

  public void giveBack(MessageCompressor one) {
    one.forget();
    if (!compressors.offer(one)) {
      one.end();
    }
  }

  /** Likewise. */
  public MessageInflater takeInflater() {
    MessageInflater one = inflaters.poll();
    return one == null ? new MessageInflater(ratio) : one;
  }

  public void giveBack(MessageInflater one) {
    one.forget();
    if (!inflaters.offer(one)) {
      one.end();
    }
  }
}
