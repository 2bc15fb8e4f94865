// SPDX-License-Identifier: Apache-2.0
package socketlab.app;

/** What a handler may know of the server it runs in. Thread-safe. */
public interface ServerView {
  Stats stats();

  /** The pattern's id and its picture, as text, with as many threads as there are. */
  String picture();
}
