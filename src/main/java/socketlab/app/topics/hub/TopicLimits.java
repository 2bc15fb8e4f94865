// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics.hub;

/**
 * How much of topics is kept, and for whom.
 *
 * @param topics known at once; one more gets 503
 * @param subscribers of all topics together, waiting polls too; one more gets 503
 * @param bytes of messages that a topic keeps
 * @param ageMillis how old a message may become, {@link Long#MAX_VALUE} for no limit
 * @param lag messages that a subscriber may be behind, once it had caught up
 * @param slow what happens to one that is further behind
 */
public record TopicLimits(
    int topics, int subscribers, long bytes, long ageMillis, int lag, SlowPolicy slow) {
  /** A topic that nobody uses is some hundred bytes. */
  public static final int MOST_TOPICS = 1_000_000;

  /** There are no more connections than descriptors. */
  public static final int MOST_SUBSCRIBERS = 10_000_000;

  /** The longest a poll may wait. */
  public static final int MOST_WAIT_SECONDS = 60;

  /** Idempotency keys that are remembered, the newest of all topics together. */
  public static final int KEYS = 10_000;
}
