// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import socketlab.disk.BesideFile;
import socketlab.disk.DataFile;

/**
 * The files of all uploads. Every call may wait for the disk. Thread-safe, as long as each upload
 * is one thread's at a time.
 */
class UploadFolder {
  private static final String DATA = ".data";
  private static final String INFO = ".info";

  /** What is left of an upload that was deleted: its id. */
  private static final String GONE = ".gone";

  /** A folder that is to be removed in the end; null before it is made. */
  private Path path;

  private final boolean temporary;

  /**
   * @param path null for a temporary one, made when it is first wanted
   */
  UploadFolder(Path path) {
    this.path = path;
    temporary = path == null;
  }

  private synchronized Path path() throws IOException {
    if (path == null) {
      path = Files.createTempDirectory("socketlab-uploads");
    }
    return path;
  }

  private Path data(String id) throws IOException {
    return path().resolve(id + DATA);
  }

  /** Makes both files; they are there after a crash. */
  void create(String id, UploadInfo info) throws IOException {
    try {
      put(id, info);
      open(id, CREATE_NEW, WRITE).close();
      DataFile.forceFolder(path());
    } catch (IOException e) {
      remove(id);
      throw e;
    }
  }

  /** Writes the info file anew, or not at all. */
  void put(String id, UploadInfo info) throws IOException {
    try (BesideFile file = BesideFile.at(path().resolve(id + INFO))) {
      file.write(info.text().getBytes(StandardCharsets.UTF_8));
      file.commitForced();
    }
  }

  DataFile open(String id, StandardOpenOption... how) throws IOException {
    return DataFile.open(data(id), how);
  }

  /** When the data was changed last, in milliseconds since 1970. */
  long changedMillis(String id) throws IOException {
    return Files.getLastModifiedTime(data(id)).toMillis();
  }

  void changed(String id, long millis) throws IOException {
    Files.setLastModifiedTime(data(id), FileTime.fromMillis(millis));
  }

  /** Removes one that never came to be. Without its info file it is none: that goes first. */
  void remove(String id) throws IOException {
    Files.deleteIfExists(path().resolve(id + INFO));
    Files.deleteIfExists(data(id));
  }

  /** Removes one that there was, in such a way that the next server knows that there was one. */
  void delete(String id) throws IOException {
    Path info = path().resolve(id + INFO);
    if (temporary || !Files.exists(info)) {
      remove(id);
      return;
    }
    Files.setLastModifiedTime(info, FileTime.from(Instant.now()));
    Files.move(info, path().resolve(id + GONE), StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(data(id));
  }

  /** Not even that it was there is to be known any more. */
  void forget(String id) throws IOException {
    Files.deleteIfExists(path().resolve(id + GONE));
  }

  /** The ids of those that an earlier server deleted, the oldest first. */
  List<String> deleted() throws IOException {
    if (temporary) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(path)) {
      Map<String, FileTime> gone = new HashMap<>();
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        String id = name.substring(0, Math.max(0, name.length() - GONE.length()));
        if (name.endsWith(GONE) && UploadStore.isId(id)) {
          gone.put(id, Files.getLastModifiedTime(file));
        }
      }
      return gone.keySet().stream().sorted(Comparator.comparing(gone::get)).toList();
    }
  }

  /**
   * Finds what an earlier server left, and removes what is not whole.
   *
   * @param found gets the id of each upload and what is known of it
   */
  void recover(BiConsumer<String, UploadInfo> found) throws IOException {
    if (temporary) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(path)) {
      all.forEach(files::add);
    }
    for (Path file : files) {
      String name = file.getFileName().toString();
      String id = name.replaceAll("\\..*", "");
      if (!UploadStore.isId(id) || name.equals(id + GONE)) {
        continue;
      }
      if (name.equals(id + INFO) && Files.exists(data(id))) {
        found.accept(id, info(file));
      } else if (!name.equals(id + DATA) || !Files.exists(path.resolve(id + INFO))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static UploadInfo info(Path file) throws IOException {
    try {
      return UploadInfo.parse(Files.readString(file));
    } catch (RuntimeException e) {
      throw new IOException(file + " is no upload's (" + e.getMessage() + "); move it away", e);
    }
  }

  /** Bytes that there are of an upload; what was not checked is cut off. */
  long recoverLength(String id, UploadInfo info) throws IOException {
    try (DataFile file = open(id, WRITE)) {
      if (info.rollback() >= 0 && file.size() > info.rollback()) {
        file.truncate(info.rollback());
        file.force();
      }
      return file.size();
    }
  }

  /** Removes a temporary folder with all that is in it. */
  synchronized void close() throws IOException {
    if (!temporary || path == null) {
      return;
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(path)) {
      all.forEach(files::add);
    }
    for (Path file : files) {
      Files.delete(file);
    }
    Files.delete(path);
    path = null;
  }
}
