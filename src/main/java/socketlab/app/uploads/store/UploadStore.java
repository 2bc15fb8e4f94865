// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** All uploads of a server, the threads of its disk, and the clock that ends what is too old. */
public final class UploadStore implements AutoCloseable {
  private static final int ID_BYTES = 16;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{" + 2 * ID_BYTES + "}");
  private static final long TO_END_SECONDS = 30;
  private static final long LONGEST_SWEEP_MILLIS = 60_000;

  private final UploadLimits limits;
  private final UploadFolder folder;
  private final Consumer<Throwable> failures;
  private final LongSupplier clockMillis;
  private final DiskThreads threads;
  private final DiskPieces pieces = new DiskPieces(DiskPieces.MOST);
  private final Map<String, StoredUpload> known = new LinkedHashMap<>();

  /** Ids of those that are deleted, as many as may be kept; the oldest are forgotten. */
  private final SequencedSet<String> deleted = new LinkedHashSet<>();

  private SecureRandom random;
  private ScheduledThreadPoolExecutor sweeper;

  UploadStore(
      UploadFolder folder,
      UploadLimits limits,
      LongSupplier clockMillis,
      Consumer<Throwable> failures) {
    this.limits = limits;
    this.folder = folder;
    this.clockMillis = clockMillis;
    this.failures = failures;
    threads = new DiskThreads(limits.threads());
  }

  /**
   * One in a folder, with what an earlier server left there.
   *
   * @param failures told of what the disk threw; any thread
   * @throws IOException in one line, when the folder cannot be read
   */
  public static UploadStore open(Path path, UploadLimits limits, Consumer<Throwable> failures)
      throws IOException {
    return open(new UploadFolder(path), limits, System::currentTimeMillis, failures);
  }

  /** One in a temporary folder, which is made when it is first wanted and removed at the close. */
  public static UploadStore temporary(UploadLimits limits, Consumer<Throwable> failures) {
    return new UploadStore(new UploadFolder(null), limits, System::currentTimeMillis, failures);
  }

  static UploadStore open(
      UploadFolder folder,
      UploadLimits limits,
      LongSupplier clockMillis,
      Consumer<Throwable> failures)
      throws IOException {
    UploadStore store = new UploadStore(folder, limits, clockMillis, failures);
    store.recover();
    return store;
  }

  private void recover() throws IOException {
    Map<String, UploadInfo> found = new LinkedHashMap<>();
    folder.recover(found::put);
    for (Map.Entry<String, UploadInfo> one : found.entrySet()) {
      String id = one.getKey();
      UploadInfo info = one.getValue();
      if (!info.type().isEmpty() && info.length() == UploadInfo.UNKNOWN) {
        // An image that was cut off: nobody can go on with it.
        folder.remove(id);
        continue;
      }
      long changed = folder.changedMillis(id);
      long length = folder.recoverLength(id, info);
      UploadInfo whole = info.withRollback(UploadInfo.UNKNOWN);
      if (!whole.equals(info)) {
        folder.put(id, whole);
      }
      known.put(id, new StoredUpload(this, id, whole, length, changed));
    }
    for (String id : folder.deleted()) {
      String oldest = noteDeleted(id);
      if (oldest != null) {
        folder.forget(oldest);
      }
    }
    if (!known.isEmpty()) {
      startSweeper();
    }
  }

  /** The one that is forgotten for it; null when there is room for both. */
  private String noteDeleted(String id) {
    deleted.add(id);
    return deleted.size() > limits.kept() ? deleted.removeFirst() : null;
  }

  /**
   * True when it has the shape of those that are made here: no other ever becomes a file's name.
   */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Takes on an upload, which has no files yet.
   *
   * @param type the media type of an image; empty for an upload
   * @return empty when there are too many
   */
  public Optional<StoredUpload> admit(String type, long length, String metadata) {
    synchronized (known) {
      if (known.size() >= limits.kept()) {
        return Optional.empty();
      }
      startSweeper();
      StoredUpload upload =
          new StoredUpload(this, newId(), UploadInfo.of(type, length, metadata), 0, nowMillis());
      known.put(upload.id(), upload);
      return Optional.of(upload);
    }
  }

  private String newId() {
    if (random == null) {
      random = new SecureRandom();
    }
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  public Optional<StoredUpload> find(String id) {
    synchronized (known) {
      return Optional.ofNullable(known.get(id));
    }
  }

  /** True when there was one of this id. */
  public boolean isDeleted(String id) {
    synchronized (known) {
      return deleted.contains(id);
    }
  }

  /** It is deleted, or never came to be. */
  void forget(StoredUpload upload) {
    String oldest = null;
    synchronized (known) {
      if (known.remove(upload.id()) != null) {
        oldest = noteDeleted(upload.id());
      }
    }
    if (oldest != null) {
      String forgotten = oldest;
      threads.execute(() -> forget(forgotten));
    }
  }

  private void forget(String id) {
    try {
      folder.forget(id);
    } catch (IOException e) {
      failures.accept(e);
    }
  }

  private void startSweeper() {
    if (sweeper == null) {
      sweeper =
          new ScheduledThreadPoolExecutor(
              1,
              runnable -> {
                Thread thread = new Thread(runnable, "lab-upload-clock");
                thread.setDaemon(true);
                return thread;
              });
      long pause = Math.clamp(limits.expiry().toMillis() / 4, 10, LONGEST_SWEEP_MILLIS);
      sweeper.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
    }
  }

  /** Deletes what has expired; who is being sent has not. */
  void sweep() {
    List<StoredUpload> all;
    synchronized (known) {
      all = List.copyOf(known.values());
    }
    long now = nowMillis();
    for (StoredUpload one : all) {
      if (one.expiresMillis() <= now) {
        one.delete(() -> {}, refusal -> {});
      }
    }
  }

  public UploadLimits limits() {
    return limits;
  }

  /** Bytes that are on their way between connections and disk. */
  public long bytesInFlight() {
    return pieces.lent();
  }

  /** How many there are. */
  public int count() {
    synchronized (known) {
      return known.size();
    }
  }

  UploadFolder folder() {
    return folder;
  }

  /** The threads that may wait for the disk. */
  public Executor threads() {
    return threads;
  }

  DiskPieces pieces() {
    return pieces;
  }

  Consumer<Throwable> failures() {
    return failures;
  }

  long nowMillis() {
    return clockMillis.getAsLong();
  }

  /** What a client is told of a failure; what is not expected is told here, too. */
  Refusal refusal(IOException e) {
    if (!Refusal.isFull(e)) {
      failures.accept(e);
    }
    return Refusal.of(e);
  }

  /** Ends its threads behind what they have to do, and removes a temporary folder. */
  @Override
  public void close() {
    ScheduledThreadPoolExecutor clock;
    synchronized (known) {
      clock = sweeper;
    }
    try {
      if (clock != null) {
        clock.shutdownNow();
        clock.awaitTermination(TO_END_SECONDS, TimeUnit.SECONDS);
      }
      threads.close();
      folder.close();
    } catch (IOException e) {
      failures.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
