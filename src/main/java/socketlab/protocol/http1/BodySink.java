// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http1;

/** Where the bytes of a body go once they are free of their framing. */
public interface BodySink {
  /**
   * Takes bytes from {@code bytes[from, to)}.
   *
   * @return how many; fewer than offered when it has no room for more just now
   */
  int take(byte[] bytes, int from, int to);

  /** Bytes of memory it keeps. */
  int kept();

  /** A sink that takes all and keeps nothing. */
  BodySink NOWHERE =
      new BodySink() {
        @Override
        public int take(byte[] bytes, int from, int to) {
          return to - from;
        }

        @Override
        public int kept() {
          return 0;
        }
      };
}
