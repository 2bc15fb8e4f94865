// SPDX-License-Identifier: Apache-2.0
package socketlab.protocol.http2;

import java.util.function.Consumer;

/**
 * The open streams by their numbers: a table of places, in which a stream stands where its number
 * says or at the next free place. It allocates when it grows, and at no other time. Not
 * thread-safe.
 */
final class StreamTable {
  private Http2Stream[] places = new Http2Stream[16];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The stream with this number, or null. */
  Http2Stream get(int id) {
    int mask = places.length - 1;
    for (int place = id >> 1 & mask; ; place = place + 1 & mask) {
      Http2Stream stream = places[place];
      if (stream == null || stream.id == id) {
        return stream;
      }
    }
  }

  /** Adds a stream whose number is not there. */
  void add(Http2Stream stream) {
    if (2 * size >= places.length) {
      Http2Stream[] all = places;
      places = new Http2Stream[2 * all.length];
      for (Http2Stream each : all) {
        if (each != null) {
          put(each);
        }
      }
    }
    put(stream);
    size++;
  }

  private void put(Http2Stream stream) {
    int mask = places.length - 1;
    int place = stream.id >> 1 & mask;
    while (places[place] != null) {
      place = place + 1 & mask;
    }
    places[place] = stream;
  }

  /** Takes a stream away that is there. */
  void remove(Http2Stream stream) {
    int mask = places.length - 1;
    int free = stream.id >> 1 & mask;
    while (places[free] != stream) {
      free = free + 1 & mask;
    }
    size--;
    places[free] = null;
    // Those behind it may stand there only because it stood in their way.
    for (int place = free + 1 & mask; places[place] != null; place = place + 1 & mask) {
      Http2Stream behind = places[place];
      places[place] = null;
      put(behind);
    }
  }

  /** Shows all, in no order; they may be removed meanwhile, and none added. */
  void forEach(Consumer<? super Http2Stream> shown) {
    if (size == 0) {
      return;
    }
    for (Http2Stream stream : places.clone()) {
      if (stream != null) {
        shown.accept(stream);
      }
    }
  }
}
