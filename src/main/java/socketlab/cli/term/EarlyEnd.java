// SPDX-License-Identifier: Apache-2.0
package socketlab.cli.term;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ctrl-C in the middle of a command whose result comes at its end: what it has started is ended,
 * one line says so, and what the command itself makes of its servers' end is not printed any more.
 * The exit code stays the signal's own, 130 for SIGINT.
 *
 * <p>Thread contract: opened and closed by one thread.
 */
public final class EarlyEnd implements AutoCloseable {
  /** Whoever pressed Ctrl-C is waiting. */
  private static final Duration TO_STOP = Duration.ofSeconds(2);

  private static volatile boolean isUnderWay;

  private final Thread hook = new Thread(EarlyEnd::onSignal, "lab-early-end");

  private EarlyEnd() {}

  /** From now on a signal ends the command in order. */
  public static EarlyEnd watched() {
    EarlyEnd end = new EarlyEnd();
    System.setErr(
        new PrintStream(
            new UntilThen(new FileOutputStream(FileDescriptor.err)), true, System.err.charset()));
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  /** True from the signal on: whatever goes wrong then is its work. */
  static boolean isUnderWay() {
    return isUnderWay;
  }

  private static void onSignal() {
    isUnderWay = true;
    String before = Terminal.here().canOverwrite() ? "\r\033[K" : "";
    new PrintStream(new FileOutputStream(FileDescriptor.err), true)
        .println(before + "lab: stopped before the end; there is no result");
    List<ProcessHandle> started = ProcessHandle.current().descendants().toList();
    started.forEach(ProcessHandle::destroy);
    try {
      CompletableFuture.allOf(
              started.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      started.forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // A signal has come, and the hook is what ends the process.
      return;
    }
  }

  /** Passes everything on until a signal comes. */
  private static final class UntilThen extends FilterOutputStream {
    UntilThen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int octet) throws IOException {
      if (!isUnderWay) {
        out.write(octet);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (!isUnderWay) {
        out.write(bytes, from, length);
      }
    }
  }
}
