// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.talk;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.linux.libc.Availability;
import socketlab.linux.libc.Errno;
import socketlab.linux.poll.Epoll;
import socketlab.linux.process.Threads;
import socketlab.linux.uring.IoUring;
import socketlab.linux.uring.ReadMemory;

@Claim(
    id = "async-without-threads",
    question = "A thread must not wait for a file: who waits in its place?",
    setup =
        """
        64 reads of 64 KiB, then 8 fsyncs, without the caller waiting for any of them

        helper threads   caller ── task ──▶ 4 threads that block in pread and fsync
        readiness        caller ── epoll_ctl(ADD, file) ──▶ ?
        completion       caller ── io_uring: 64 reads in one call ──▶ ?
        """,
    picture =
        """
        helper threads   caller ── task ──▶ 4 threads, each blocked in pread or fsync
        readiness        caller ── epoll_ctl(ADD, file) ──▶ EPERM: a file is always "ready"
        completion       caller ── io_uring_enter: 64 reads ──▶ the kernel
                               ◀── 64 results ──────────────    (its own worker waits, if any)
        """,
    sources = {
      "The lecture Synchronous and asynchronous; epoll_ctl(2): EPERM, the file does not support"
          + " epoll; poll(2): regular files are always ready",
      "io_uring(7); io_fsync_prep in io_uring/sync.c: an fsync is always given to a worker thread"
          + " of the kernel"
    },
    outcomes = {
      @Outcome(
          name = "completion-alone",
          grade = EXPECTED,
          choice =
              "Helper threads, or the kernel by io_uring; epoll cannot help, for it takes no"
                  + " files.",
          why =
              "Readiness means that a call would not wait, and the kernel calls a regular file"
                  + " ready whatever the disk does, so epoll refuses it. That leaves two ways. A"
                  + " helper thread blocks in the caller's place: a thread for each operation at"
                  + " once, and a hand-off there and back. Completion needs no thread of the"
                  + " program: many operations leave in one system call. It is no magic: what"
                  + " cannot be started without waiting, as an fsync, is given to a thread of the"
                  + " kernel, which shows up in the process as iou-wrk."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "epoll, which tells when the file can be read.",
          why =
              "epoll took a regular file, or an operation went wrong or needed a call of its own.")
    },
    verdict = {
      "epoll_ctl refused {epoll_ctl on a file: refused with EPERM} of 1 file.",
      "By helper threads, {read, helpers: threads that blocked} threads blocked for the reads; by"
          + " io_uring, {read, io_uring: system calls} system calls carried all 64, with"
          + " {read, io_uring: switches} switches of the caller in place of {read, helpers:"
          + " switches} of the helpers.",
      "For 8 fsyncs, io_uring took {fsync, io_uring: system calls} calls and {fsync, io_uring:"
          + " kernel workers} workers of the kernel's."
    },
    cost = Cost.MEASURES,
    seconds = 2,
    tryIt =
        """
        ./lab serve --pattern=single-thread --upload-threads=2 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        head -c 1000000 /dev/zero | curl -s -X POST -H 'Tus-Resumable: 1.0.0' -H 'Upload-Length: 1000000' -H 'Content-Type: application/offset+octet-stream' --data-binary @- localhost:8080/uploads
        grep -h lab-upload /proc/$server/task/*/comm   # the threads that wait for the disk
        kill $server
        """,
    seeAlso = {"resumable-upload", "syscalls-a-request", "epoll", "io_uring", "--upload-threads"})
public final class AsyncWithoutThreads implements Experiment {
  private static final int READS = 64;
  private static final int PIECE = 64 * 1024;
  private static final int FSYNCS = 8;
  private static final int HELPERS = 4;

  /** A call for each operation would be no gain. */
  private static final int FEW_CALLS = 8;

  /** What an operation is, by a helper. */
  private interface Blocking {
    void run(int number) throws IOException;
  }

  @Override
  public Availability needs() {
    return IoUring.availability();
  }

  @Override
  public String run(Notes notes) throws Exception {
    byte[] bytes = new byte[READS * PIECE];
    new SplittableRandom(1).nextBytes(bytes);
    Path path = Files.createTempFile("socketlab", ".bytes");
    try {
      Files.write(path, bytes);
      try (FileChannel file =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        int descriptor = descriptor(path);
        readiness(descriptor, notes);
        byte[] seen = new byte[bytes.length];
        helpers("read", READS, i -> read(file, seen, i), notes);
        notes.figure("read, helpers: bytes", "", bytes.length, "read", same(seen, bytes));
        change(file);
        helpers("fsync", FSYNCS, _ -> file.force(true), notes);
        long calls = ring(descriptor, file, bytes, notes);
        return notes.allAsExpected() && calls <= FEW_CALLS ? "completion-alone" : "something-else";
      }
    } finally {
      Files.delete(path);
    }
  }

  /** By the kernel's list: the JDK does not tell. */
  private static int descriptor(Path path) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path one : all) {
        if (Files.exists(one) && Files.isSameFile(one, path)) {
          return Integer.parseInt(one.getFileName().toString());
        }
      }
    }
    throw new IOException("the file has no descriptor");
  }

  private static void readiness(int descriptor, Notes notes) {
    try (Epoll epoll = new Epoll(1)) {
      int result = epoll.add(descriptor, Epoll.IN, 0);
      notes.figure(
          "epoll_ctl on a file: refused with EPERM",
          "",
          1,
          "epoll_ctl",
          result == -Errno.EPERM.number() ? 1 : 0);
    }
  }

  private static void helpers(String what, int count, Blocking operation, Notes notes)
      throws InterruptedException {
    Map<Integer, Long> switches = new ConcurrentHashMap<>();
    Set<IOException> failures = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(count);
    ExecutorService threads = Executors.newFixedThreadPool(HELPERS);
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int number = i;
      threads.execute(
          () -> {
            try {
              operation.run(number);
            } catch (IOException e) {
              failures.add(e);
            }
            int tid = Threads.currentTid();
            switches.put(tid, Threads.contextSwitches(tid).voluntary());
            done.countDown();
          });
    }
    done.await();
    double millis = (System.nanoTime() - began) / 1e6;
    threads.shutdown();
    notes.figure(what + ", helpers: threads that blocked", "", "1 to 4", "gettid", switches.size());
    notes.figure(
        what + ", helpers: switches",
        "",
        "",
        "/proc/self/task",
        switches.values().stream().mapToLong(Long::longValue).sum());
    notes.figure(what + ", helpers: failed", "", 0, "counted", failures.size());
    notes.figure(what + ", helpers: time", "ms", "", "clock", millis);
  }

  private static void read(FileChannel file, byte[] into, int number) throws IOException {
    ByteBuffer piece = ByteBuffer.wrap(into, number * PIECE, PIECE);
    long at = (long) number * PIECE;
    while (piece.hasRemaining()) {
      file.read(piece, at + piece.position() - number * PIECE);
    }
  }

  /** So that the fsyncs have something to do. */
  private static void change(FileChannel file) throws IOException {
    file.write(ByteBuffer.wrap(new byte[1]), (long) READS * PIECE);
  }

  /** All reads in one go, then all fsyncs. */
  private static long ring(int descriptor, FileChannel file, byte[] bytes, Notes notes)
      throws IOException {
    try (ReadMemory memory = new ReadMemory(bytes.length);
        IoUring ring = new IoUring(READS, 2 * READS)) {
      ring.enable();
      for (int i = 0; i < READS; i++) {
        long at = (long) i * PIECE;
        ring.readAt(descriptor, at, memory.address() + at, PIECE, i);
      }
      long read = complete("read", READS, PIECE, ring, notes);
      byte[] seen = memory.toArray();
      notes.figure("read, io_uring: bytes", "", bytes.length, "read", same(seen, bytes));
      change(file);
      for (int i = 0; i < FSYNCS; i++) {
        ring.fsync(descriptor, i);
      }
      long forced = complete("fsync", FSYNCS, 0, ring, notes);
      long workers =
          Threads.names().values().stream().filter(name -> name.startsWith("iou-wrk")).count();
      notes.figure("fsync, io_uring: kernel workers", "", "", "/proc/self/task", workers);
      return Math.max(read, forced);
    }
  }

  private static long complete(String what, int count, int result, IoUring ring, Notes notes) {
    int own = Threads.currentTid();
    Threads.ContextSwitches before = Threads.contextSwitches(own);
    long began = System.nanoTime();
    ring.calls();
    int right = 0;
    for (int seen = 0; seen < count; ) {
      ring.submitAndWait(count - seen, -1);
      int completions = ring.completions();
      for (int i = 0; i < completions; i++) {
        right += ring.result(i) == result ? 1 : 0;
      }
      ring.read(completions);
      seen += completions;
    }
    double millis = (System.nanoTime() - began) / 1e6;
    long calls = ring.calls();
    notes.figure(what + ", io_uring: right results", "", count, "completions", right);
    notes.figure(what + ", io_uring: system calls", "", "8 or less", "counted", calls);
    notes.figure(
        what + ", io_uring: switches",
        "",
        "",
        "/proc/self/task",
        Threads.contextSwitches(own).since(before).voluntary());
    notes.figure(what + ", io_uring: time", "ms", "", "clock", millis);
    return calls;
  }

  private static int same(byte[] seen, byte[] wanted) {
    int mismatch = Arrays.mismatch(seen, wanted);
    return mismatch < 0 ? wanted.length : mismatch;
  }
}
