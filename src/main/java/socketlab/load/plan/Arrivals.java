// SPDX-License-Identifier: Apache-2.0
package socketlab.load.plan;

import java.util.Locale;
import java.util.SplittableRandom;

/** How requests of an asked rate are spread over time. */
public enum Arrivals {
  /** One each interval. */
  UNIFORM {
    @Override
    public Schedule schedule(double rate, long from, SplittableRandom random) {
      double interval = 1e9 / rate;
      return new Schedule() {
        private long taken;

        @Override
        public long due() {
          // From the beginning each time, so that rounding does not add up.
          return from + (long) (taken * interval);
        }

        @Override
        public void take() {
          taken++;
        }
      };
    }
  },
  /** Independent of each other, as from many users: exponential intervals. */
  POISSON {
    @Override
    public Schedule schedule(double rate, long from, SplittableRandom random) {
      double interval = 1e9 / rate;
      return new Schedule() {
        private double passed;

        @Override
        public long due() {
          return from + (long) passed;
        }

        @Override
        public void take() {
          passed -= interval * Math.log(1 - random.nextDouble());
        }
      };
    }
  };

  /**
   * When requests are due. It does not wait for answers: who comes late finds several due. Confined
   * to a thread.
   */
  public interface Schedule {
    /** When the next request is meant to start, by {@link System#nanoTime}. */
    long due();

    /** That one is taken care of; {@link #due} tells of the one behind it. */
    void take();
  }

  /**
   * @param rate requests a second, above 0
   * @param from nothing is due before, by {@link System#nanoTime}
   */
  public abstract Schedule schedule(double rate, long from, SplittableRandom random);

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
