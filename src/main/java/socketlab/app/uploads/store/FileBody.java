// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import socketlab.disk.DataFile;
import socketlab.protocol.Output;
import socketlab.protocol.http.BodyProducer;

/**
 * Parts of a file as a body. When the connection has room it asks for a piece, a thread of the disk
 * reads it and wakes the connection; so a peer that reads slowly holds no memory while it is
 * awaited. Asked by the connection's thread; what the reader touches is guarded by this.
 */
public final class FileBody implements BodyProducer {
  private final StoredUpload upload;
  private final DataFile file;
  private final List<FileSegment> segments;
  private final Runnable waker;

  /** Which segment, and how many of its bytes have left. */
  private int segment;

  private long left;

  private byte[] piece;
  private int from;
  private int to;
  private boolean reading;
  private boolean closed;
  private IOException failure;

  /**
   * @param file closed with this
   * @param waker of the response that it is the body of
   */
  public FileBody(StoredUpload upload, DataFile file, List<FileSegment> segments, Runnable waker) {
    this.upload = upload;
    this.file = file;
    this.segments = segments;
    this.waker = waker;
  }

  @Override
  public Next produce(Output out, int most) {
    while (segment < segments.size() && left == segments.get(segment).length()) {
      segment++;
      left = 0;
    }
    if (segment == segments.size()) {
      closed();
      return Next.END;
    }
    FileSegment now = segments.get(segment);
    return left < now.head().length ? head(now, out, most) : bytes(now, out, most);
  }

  private Next head(FileSegment now, Output out, int most) {
    int count = Math.min(most, now.head().length - (int) left);
    out.put(now.head(), (int) left, count);
    left += count;
    return Next.MORE;
  }

  private synchronized Next bytes(FileSegment now, Output out, int most) {
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
    if (piece == null) {
      if (!reading) {
        begin(now, most);
      }
      return Next.LATER;
    }
    if (reading) {
      return Next.LATER;
    }
    int count = Math.min(most, to - from);
    out.put(piece, from, count);
    from += count;
    left += count;
    if (from == to) {
      upload.pieces().give(piece);
      piece = null;
    }
    return Next.MORE;
  }

  private void begin(FileSegment now, int most) {
    piece = upload.pieces().take(waker);
    if (piece == null) {
      return;
    }
    reading = true;
    long at = now.from() + left - now.head().length;
    int length = (int) Math.min(Math.min(most, piece.length), now.to() - at);
    upload.threads().execute(() -> read(piece, at, length));
  }

  /** By a thread of the disk. */
  private void read(byte[] into, long at, int length) {
    IOException failed = null;
    try {
      file.read(into, length, at);
    } catch (IOException e) {
      failed = e;
    }
    boolean over;
    synchronized (this) {
      reading = false;
      from = 0;
      to = length;
      failure = failed;
      over = closed;
    }
    if (over) {
      letGo();
    } else {
      waker.run();
    }
  }

  /** Nothing is asked for any more; what a reader holds it lets go of itself. */
  @Override
  public void closed() {
    upload.pieces().leave(waker);
    boolean now;
    synchronized (this) {
      now = !closed && !reading;
      closed = true;
    }
    if (now) {
      upload.threads().execute(this::letGo);
    }
  }

  private void letGo() {
    synchronized (this) {
      if (piece != null) {
        upload.pieces().give(piece);
        piece = null;
      }
    }
    try {
      file.close();
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
