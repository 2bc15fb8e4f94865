// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2.client;

import java.util.Arrays;

/**
 * The requests under way, in the order in which they began. Few are open at once, and those that
 * began first end first as a rule, so that a row is looked through from its front. Places of
 * streams that have ended are used again: nothing is allocated once it has grown. Not thread-safe.
 */
final class ClientStreams {
  /** What is shown of each. */
  interface Shown {
    void stream(ClientStream stream);
  }

  private ClientStream[] row = new ClientStream[8];

  /** Behind those under way stand streams that may be used again, as far as there are any. */
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** One that is not under way any more, or is new; it is from now on. */
  ClientStream add() {
    if (size == row.length) {
      row = Arrays.copyOf(row, 2 * size);
    }
    if (row[size] == null) {
      row[size] = new ClientStream();
    }
    return row[size++];
  }

  /** The stream with this number, or null. */
  ClientStream get(int id) {
    int place = place(id);
    return place < 0 ? null : row[place];
  }

  /** Numbers ascend along the row. */
  private int place(int id) {
    if (size > 0 && row[0].id == id) {
      return 0;
    }
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      int found = row[middle].id;
      if (found == id) {
        return middle;
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Takes away one that is under way. */
  void remove(ClientStream stream) {
    int place = place(stream.id);
    System.arraycopy(row, place + 1, row, place, size - place - 1);
    size--;
    row[size] = stream;
    stream.target = null;
  }

  /** Shows all whose number is above this; each may be removed meanwhile, and others added. */
  void forEachAbove(int id, Shown shown) {
    int last = size == 0 ? 0 : row[size - 1].id;
    int seen = id;
    while (seen < last) {
      ClientStream next = firstAbove(seen);
      if (next == null || next.id > last) {
        return;
      }
      seen = next.id;
      shown.stream(next);
    }
  }

  private ClientStream firstAbove(int id) {
    for (int i = 0; i < size; i++) {
      if (row[i].id > id) {
        return row[i];
      }
    }
    return null;
  }
}
