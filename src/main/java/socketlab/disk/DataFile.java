// SPDX-License-Identifier: Apache-2.0
package socketlab.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that is read and written at places one names. Every call may wait for the disk. One thread
 * at a time changes it; any number may read.
 */
public final class DataFile implements AutoCloseable {
  private final FileChannel channel;

  private DataFile(FileChannel channel) {
    this.channel = channel;
  }

  public static DataFile open(Path path, StandardOpenOption... how) throws IOException {
    return new DataFile(FileChannel.open(path, how));
  }

  /** What was made or renamed in a folder is on the disk when the folder is, fsync(2). */
  public static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes all of {@code bytes[0, length)}; when that fails, a part of it may be there. */
  public void write(byte[] bytes, int length, long at) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    while (rest.hasRemaining()) {
      channel.write(rest, at + rest.position());
    }
  }

  /**
   * Reads into {@code bytes[0, length)}.
   *
   * @throws EOFException when the file does not have so many
   */
  public void read(byte[] bytes, int length, long at) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
    while (rest.hasRemaining()) {
      if (channel.read(rest, at + rest.position()) < 0) {
        throw new EOFException("the file ends at " + (at + rest.position()));
      }
    }
  }

  public long size() throws IOException {
    return channel.size();
  }

  public void truncate(long size) throws IOException {
    channel.truncate(size);
  }

  /** Puts the bytes on the disk, and of the rest what is needed to read them: fdatasync(2). */
  public void force() throws IOException {
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
