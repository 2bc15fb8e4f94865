// SPDX-License-Identifier: Apache-2.0
package socketlab.app.uploads.store;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.disk.DataFile;

/** What is told to a client is on the disk, whatever happens next; and there are bounds. */
@Timeout(60)
class UploadStoreTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration EXPIRY = Duration.ofHours(1);

  @TempDir Path path;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong nowMillis = new AtomicLong(1_000_000_000_000L);
  private final List<UploadStore> stores = new ArrayList<>();
  private UploadStore store;

  @BeforeEach
  void open() throws IOException {
    store = open(new UploadFolder(path));
  }

  @AfterEach
  void close() {
    stores.forEach(UploadStore::close);
    assertEquals(List.of(), failures);
  }

  private UploadStore open(UploadFolder folder) throws IOException {
    return open(folder, 1000);
  }

  private UploadStore open(UploadFolder folder, int kept) throws IOException {
    UploadLimits limits = new UploadLimits(1 << 20, kept, EXPIRY, 2, Duration.ofMillis(1));
    UploadStore opened = UploadStore.open(folder, limits, nowMillis::get, failures::add);
    stores.add(opened);
    return opened;
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static <T> T soon(CompletableFuture<T> future) {
    return future.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
  }

  private StoredUpload create(UploadStore where, long length) {
    StoredUpload upload = where.admit("", length, "a YQ==").orElseThrow();
    CompletableFuture<Object> created = new CompletableFuture<>();
    upload.create(() -> created.complete(this), created::complete);
    assertEquals(this, soon(created));
    return upload;
  }

  /** One append as a connection makes it: told how it went by an offset or a refusal. */
  private static final class Client {
    final CompletableFuture<Object> answer = new CompletableFuture<>();
    final Object lock = new Object();
    Appending appending;

    static Client begin(StoredUpload upload, long offset, String checksum) {
      Client client = new Client();
      UploadChecksum check = checksum == null ? null : UploadChecksum.parse(checksum);
      client.appending =
          Appending.begin(
                  upload,
                  new Appending.Wish(offset, UploadInfo.UNKNOWN, check),
                  client::wake,
                  client.answer::complete,
                  client.answer::complete)
              .orElse(null);
      return client;
    }

    private void wake() {
      synchronized (lock) {
        lock.notifyAll();
      }
    }

    Client send(byte[] bytes) {
      for (int at = 0; at < bytes.length && !answer.isDone(); ) {
        synchronized (lock) {
          int count = appending.take(bytes, at, bytes.length);
          at += count;
          if (count == 0) {
            try {
              lock.wait(1000);
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        }
      }
      return this;
    }

    Object end() {
      appending.end(false, answer::complete);
      return soon(answer);
    }
  }

  private Object offset(StoredUpload upload) {
    CompletableFuture<Object> told = new CompletableFuture<>();
    upload.offset(told::complete, told::complete);
    return soon(told);
  }

  private StoredUpload again(StoredUpload upload) throws IOException {
    return open(new UploadFolder(path)).find(upload.id()).orElseThrow();
  }

  private byte[] data(StoredUpload upload) throws IOException {
    return Files.readAllBytes(path.resolve(upload.id() + ".data"));
  }

  @Test
  void whatWasToldIsThereForTheNextServer() throws IOException {
    byte[] bytes = random(500_000);
    StoredUpload upload = create(store, 600_000);
    assertEquals(300_000L, Client.begin(upload, 0, null).send(Arrays.copyOf(bytes, 300_000)).end());
    Client broken =
        Client.begin(upload, 300_000, null).send(Arrays.copyOfRange(bytes, 300_000, 500_000));
    broken.appending.leave();
    assertEquals(500_000L, offset(upload));
    // As after a kill: nobody closed the first one.
    StoredUpload next = again(upload);
    assertEquals(500_000, next.accepted());
    assertEquals(new UploadInfo("", 600_000, "a YQ==", UploadInfo.UNKNOWN), next.info());
    assertEquals(nowMillis.get(), next.touchedMillis());
    assertArrayEquals(bytes, data(upload));
  }

  @Test
  void whatWasNotCheckedDoesNotCount() throws IOException {
    byte[] zeros = new byte[100];
    String wrong = "sha1 " + Base64.getEncoder().encodeToString(new byte[20]);
    StoredUpload upload = create(store, 1000);
    assertEquals(100L, Client.begin(upload, 0, null).send(zeros).end());
    assertEquals(Refusal.CHECKSUM, Client.begin(upload, 100, wrong).send(zeros).end());
    assertEquals(100L, offset(upload));
    Client broken = Client.begin(upload, 100, wrong).send(zeros);
    assertEquals(200L, offset(upload));
    // As after a kill in the middle of it.
    assertEquals(100, again(upload).accepted());
    broken.appending.leave();
    assertEquals(100L, offset(upload));
    assertEquals(100, data(upload).length);
  }

  @Test
  void leftoversAreRemovedAndWhatIsForeignIsLeft() throws IOException {
    StoredUpload whole = create(store, 5);
    StoredUpload torn = create(store, 5);
    StoredUpload image = store.admit("image/png", UploadInfo.UNKNOWN, "").orElseThrow();
    image.create(() -> {}, refusal -> {});
    offset(image);
    Files.delete(path.resolve(torn.id() + ".info"));
    Files.writeString(path.resolve(whole.id() + ".info.new"), "half");
    Files.writeString(path.resolve("notes.txt"), "mine");
    UploadStore next = open(new UploadFolder(path));
    assertEquals(1, next.count());
    try (Stream<Path> files = Files.list(path)) {
      assertEquals(
          List.of(whole.id() + ".data", whole.id() + ".info", "notes.txt").stream()
              .sorted()
              .toList(),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    Files.writeString(path.resolve(whole.id() + ".info"), "no such thing");
    assertThrows(IOException.class, () -> open(new UploadFolder(path)));
  }

  @Test
  void whatHasExpiredIsDeletedButNotUnderWhoSends() throws IOException {
    StoredUpload old = create(store, 10);
    StoredUpload sent = create(store, 10);
    Client client = Client.begin(sent, 0, null);
    nowMillis.addAndGet(EXPIRY.toMillis() - 1);
    store.sweep();
    assertEquals(2, store.count());
    client.send(new byte[1]);
    nowMillis.addAndGet(1);
    store.sweep();
    assertTrue(store.isDeleted(old.id()));
    await().atMost(SOON).until(() -> !Files.exists(path.resolve(old.id() + ".data")));
    assertEquals(Optional.of(sent), store.find(sent.id()));
    assertEquals(Refusal.GONE, Client.begin(old, 0, null).answer.join());
    client.appending.leave();
  }

  private static void delete(StoredUpload upload) {
    CompletableFuture<Object> deleted = new CompletableFuture<>();
    upload.delete(() -> deleted.complete("deleted"), deleted::complete);
    assertEquals("deleted", soon(deleted));
  }

  @Test
  void whatWasDeletedIsKnownToTheNextServer() throws IOException {
    StoredUpload deleted = create(store, 10);
    StoredUpload expired = create(store, 10);
    delete(deleted);
    nowMillis.addAndGet(EXPIRY.toMillis());
    store.sweep();
    await().atMost(SOON).until(() -> !Files.exists(path.resolve(expired.id() + ".data")));
    UploadStore next = open(new UploadFolder(path));
    assertEquals(0, next.count());
    assertTrue(next.isDeleted(deleted.id()));
    assertTrue(next.isDeleted(expired.id()));
    assertFalse(next.isDeleted("0".repeat(32)));
  }

  private long tombstones(Path where) throws IOException {
    try (Stream<Path> files = Files.list(where)) {
      return files.filter(file -> file.toString().endsWith(".gone")).count();
    }
  }

  /** As many as may be kept, and the newest: what is remembered of the dead is bounded, too. */
  @Test
  void theOldestOfTheDeletedAreForgotten() throws IOException {
    Path other = Files.createDirectory(path.resolve("few"));
    UploadStore few = open(new UploadFolder(other), 2);
    List<StoredUpload> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      StoredUpload upload = create(few, 10);
      all.add(upload);
      delete(upload);
    }
    assertFalse(few.isDeleted(all.getFirst().id()));
    assertTrue(few.isDeleted(all.getLast().id()));
    await().atMost(SOON).until(() -> tombstones(other) <= 2);
    UploadStore next = open(new UploadFolder(other), 1);
    assertTrue(next.isDeleted(all.getLast().id()));
    assertFalse(next.isDeleted(all.getFirst().id()));
    assertEquals(1, tombstones(other));
  }

  /** However many clients send, and however slow the disk is. */
  @Test
  void bytesInFlightAreBounded() throws IOException {
    CountDownLatch disk = new CountDownLatch(1);
    Path other = Files.createDirectory(path.resolve("slow"));
    UploadStore slow =
        open(
            new UploadFolder(other) {
              @Override
              DataFile open(String id, StandardOpenOption... how) throws IOException {
                awaitDisk(disk, how);
                return super.open(id, how);
              }
            });
    byte[] bytes = random(1 << 20);
    List<StoredUpload> uploads = new ArrayList<>();
    List<Client> clients = new ArrayList<>();
    long taken = 0;
    for (int i = 0; i < 900; i++) {
      StoredUpload upload = create(slow, bytes.length);
      uploads.add(upload);
      clients.add(Client.begin(upload, 0, null));
    }
    for (Client client : clients) {
      long own = 0;
      for (int count = 1; count > 0; own += count) {
        count = client.appending.take(bytes, (int) own, bytes.length);
      }
      assertTrue(own <= 2 * DiskPieces.SIZE, own + " bytes of one client");
      taken += own;
    }
    assertEquals(DiskPieces.MOST, slow.bytesInFlight());
    assertEquals(DiskPieces.MOST, taken);
    disk.countDown();
    // Who had to wait gets its turn.
    Client last = clients.getLast();
    last.send(Arrays.copyOf(bytes, 200_000));
    assertEquals(200_000L, last.end());
    await().atMost(SOON).until(() -> slow.bytesInFlight() == 0);
  }

  private static void awaitDisk(CountDownLatch disk, StandardOpenOption... how) {
    try {
      if (Arrays.equals(how, new StandardOpenOption[] {WRITE})) {
        disk.await();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes to /dev/full fail as those to a full disk do. */
  @Test
  void aFullDiskIsTold() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full here");
    UploadStore full =
        open(
            new UploadFolder(Files.createDirectory(path.resolve("full"))) {
              @Override
              DataFile open(String id, StandardOpenOption... how) throws IOException {
                return how.length == 1 && how[0] == WRITE
                    ? DataFile.open(Path.of("/dev/full"), WRITE)
                    : super.open(id, how);
              }
            });
    StoredUpload upload = create(full, 100);
    Client client = Client.begin(upload, 0, null).send(new byte[10]);
    assertEquals(507, ((Refusal) soon(client.answer)).status().code());
    assertEquals(0, upload.accepted());
    assertEquals(0, full.bytesInFlight());
  }

  /** A disk of 256 KiB that fills up in the middle of a piece. */
  @Test
  void onAFullDiskWhatWasConfirmedIsKept() throws IOException, InterruptedException {
    Path disk = Files.createDirectory(path.resolve("small"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString()),
        "only root may mount a file system");
    try {
      UploadStore small = open(new UploadFolder(disk));
      StoredUpload upload = create(small, 1 << 20);
      byte[] bytes = random(400_000);
      assertEquals(
          100_000L, Client.begin(upload, 0, null).send(Arrays.copyOf(bytes, 100_000)).end());
      Client more =
          Client.begin(upload, 100_000, null).send(Arrays.copyOfRange(bytes, 100_000, 400_000));
      assertEquals(507, ((Refusal) soon(more.answer)).status().code());
      long kept = (Long) offset(upload);
      assertTrue(kept >= 100_000 && kept < 256 * 1024, kept + " bytes");
      Path data = disk.resolve(upload.id() + ".data");
      assertArrayEquals(Arrays.copyOf(bytes, (int) kept), Files.readAllBytes(data));
      // There is room again: it goes on where it was told.
      assertTrue(run("mount", "-o", "remount,size=2m", disk.toString()));
      Client rest =
          Client.begin(upload, kept, null).send(Arrays.copyOfRange(bytes, (int) kept, 400_000));
      assertEquals(400_000L, rest.end());
      assertArrayEquals(bytes, Files.readAllBytes(data));
      small.close();
    } finally {
      assertTrue(run("umount", "-l", disk.toString()));
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
