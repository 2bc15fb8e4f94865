// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import java.util.List;
import java.util.function.Consumer;
import socketlab.net.listen.Accepted;
import socketlab.net.loop.EventLoop;

/** To which reader the next connection goes. */
public enum Balance {
  /** To each in turn. */
  ROUND_ROBIN {
    @Override
    Consumer<Accepted> dealTo(List<EventLoop> readers) {
      return new Consumer<>() {
        private int next;

        @Override
        public void accept(Accepted connection) {
          readers.get(next).adopt(connection);
          next = (next + 1) % readers.size();
        }
      };
    }
  },
  /** To the one that has the fewest open now. */
  LEAST_CONNECTIONS {
    @Override
    Consumer<Accepted> dealTo(List<EventLoop> readers) {
      // What was given is counted here: a reader that has not yet seen its connection is not idle.
      long[] given = new long[readers.size()];
      return connection -> {
        int least = 0;
        long fewest = Long.MAX_VALUE;
        for (int i = 0; i < given.length; i++) {
          long open = given[i] - readers.get(i).counters().ended();
          if (open < fewest) {
            fewest = open;
            least = i;
          }
        }
        given[least]++;
        readers.get(least).adopt(connection);
      };
    }
  };

  /** A taker for one acceptor's thread. */
  abstract Consumer<Accepted> dealTo(List<EventLoop> readers);
}
