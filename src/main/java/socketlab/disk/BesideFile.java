// SPDX-License-Identifier: Apache-2.0
package socketlab.disk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that is written beside its place and takes it when it is whole, so that whoever reads it
 * never finds half of it, and what was there stays until then. A pipe or a device cannot be
 * replaced: it is written to as it is. A link stays, and what it points at is replaced.
 *
 * <pre>
 *   at ──▶ NAME.PID.part ──write…──▶ commit: renamed to NAME
 *                             └────▶ close without commit: deleted
 * </pre>
 *
 * <p>The first write that fails is remembered, because a PrintStream would keep it for itself.
 * Thread contract: one thread.
 */
public final class BesideFile extends OutputStream {
  private final Path place;

  /** Equal to the place where that cannot be replaced. */
  private final Path part;

  private final FileChannel file;
  private final OutputStream out;
  private IOException failure;
  private boolean whole;

  private BesideFile(Path place, Path part, FileChannel file) {
    this.place = place;
    this.part = part;
    this.file = file;
    out = new BufferedOutputStream(Channels.newOutputStream(file));
  }

  /**
   * @throws IOException when nothing can be written there
   */
  public static BesideFile at(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException("it is a folder");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      return new BesideFile(path, path, FileChannel.open(path, StandardOpenOption.WRITE));
    }
    if (Files.exists(path) && !Files.isWritable(path)) {
      throw new IOException("it may not be written");
    }
    Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path part =
        place.resolveSibling(place.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    // One of this name is of a process that was killed and had the same number.
    Files.deleteIfExists(part);
    return new BesideFile(
        place,
        part,
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** True for a regular file, and where nothing is yet; false for a link, a pipe, a device. */
  public static boolean isReplaceable(Path path) {
    return !Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    remembering(() -> out.write(bytes, from, length));
  }

  @Override
  public void flush() throws IOException {
    remembering(out::flush);
  }

  /** Something that a full disk can stop. */
  private interface Step {
    void take() throws IOException;
  }

  private void remembering(Step step) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      step.take();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * All is written: it takes its place.
   *
   * @throws IOException when any write failed, or this does; what was there before is still there
   */
  public void commit() throws IOException {
    remembering(out::close);
    if (part != place) {
      remembering(() -> Files.move(part, place, StandardCopyOption.ATOMIC_MOVE));
    }
    whole = true;
  }

  /**
   * Likewise, and it is there after a power cut, too: the bytes are forced before the name, and the
   * name behind it. Waits for the disk.
   *
   * @throws IOException likewise
   */
  public void commitForced() throws IOException {
    remembering(
        () -> {
          out.flush();
          file.force(true);
        });
    commit();
    remembering(() -> DataFile.forceFolder(place.getParent()));
  }

  /** Without {@link #commit} before, all is as it was. */
  @Override
  public void close() throws IOException {
    if (whole) {
      return;
    }
    try (out) {
      if (part != place) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      // The buffer's rest goes the way of what was written before it.
      if (failure == null) {
        failure = e;
      }
    }
  }
}
