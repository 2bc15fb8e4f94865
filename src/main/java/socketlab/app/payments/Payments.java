// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import socketlab.app.payments.PaymentLedger.Verdict;
import socketlab.disk.log.Appended;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogRecord;
import socketlab.disk.log.LogWriter;

/**
 * The payments of a server: a log, and the ledger that is made from it. Every so many payments the
 * ledger is written down itself, and what came before is not kept. Thread-safe; nothing blocks once
 * it is open.
 */
public final class Payments {
  private static final int CHECKPOINT_EVERY = 100_000;
  private static final int RECORDS_AT_ONCE = 1000;
  private static final int BYTES_AT_ONCE = 1 << 20;

  /** Hears what became of a charge: one of the three, once, by any thread. */
  interface Outcome {
    /**
     * @param again whether it was charged by an earlier request
     */
    void paid(Payment payment, boolean again);

    void refused(Verdict why);

    /**
     * It is not charged, and may be asked for again.
     *
     * @param why null when too many wait for the disk
     */
    void failed(IOException why);
  }

  private final PaymentLedger ledger;
  private final Log log;
  private final LogWriter writer;
  private final int checkpointEvery;
  private final AtomicBoolean isCheckpointing = new AtomicBoolean();

  /** Behind the last payment that a checkpoint has. */
  private volatile long checkpointed;

  private Payments(PaymentLedger ledger, Log log, LogWriter writer, int checkpointEvery) {
    this.ledger = ledger;
    this.log = log;
    this.writer = writer;
    this.checkpointEvery = checkpointEvery;
  }

  /**
   * Makes the ledger from the log; it waits for the disk.
   *
   * @param log of this alone, which keeps its records until they are released
   * @throws IOException in one line, when the log cannot be read or is another one
   */
  public static Payments open(Log log, LogWriter writer, PaymentLimits limits) throws IOException {
    return open(log, writer, limits, CHECKPOINT_EVERY);
  }

  static Payments open(Log log, LogWriter writer, PaymentLimits limits, int checkpointEvery)
      throws IOException {
    Payments payments = new Payments(new PaymentLedger(limits), log, writer, checkpointEvery);
    payments.replay();
    return payments;
  }

  /** What is done with each record. */
  private interface Visit {
    void record(LogRecord record) throws IOException;
  }

  private void replay() throws IOException {
    byte[][] last = new byte[1][];
    eachFrom(
        log.first(),
        record -> last[0] = LedgerFormat.isCheckpoint(record.bytes()) ? record.bytes() : last[0]);
    if (last[0] != null) {
      Checkpoint checkpoint = LedgerFormat.checkpoint(last[0]);
      ledger.restore(checkpoint);
      checkpointed = checkpoint.asOf();
    }
    if (log.first() > ledger.asOf()) {
      throw new IOException(
          "the payments before record " + log.first() + " are missing; restore the log's files");
    }
    eachFrom(
        ledger.asOf(),
        record -> {
          if (!LedgerFormat.isCheckpoint(record.bytes())) {
            ledger.replay(LedgerFormat.charge(record.bytes()), record.offset(), record.millis());
          }
        });
  }

  private void eachFrom(long from, Visit visit) throws IOException {
    for (long next = from; next < log.end(); ) {
      List<LogRecord> records = log.read(next, RECORDS_AT_ONCE, BYTES_AT_ONCE);
      for (LogRecord record : records) {
        visit.record(record);
      }
      next = records.getLast().offset() + 1;
    }
  }

  /** Charges, or says why not; at once or when it is on disk. */
  void pay(Charge charge, Outcome outcome) {
    Verdict verdict = ledger.begin(charge, System.currentTimeMillis());
    if (verdict == Verdict.DONE) {
      Optional<Payment> first = ledger.answer(charge.key());
      if (first.isPresent()) {
        outcome.paid(first.get(), true);
      } else {
        // Forgotten in this very moment, to make room for others.
        pay(charge, outcome);
      }
      return;
    }
    if (verdict != Verdict.NEW) {
      outcome.refused(verdict);
      return;
    }
    Appended then =
        new Appended() {
          @Override
          public void appended(long offset, long millis) {
            Payment payment = ledger.apply(charge, offset, millis);
            outcome.paid(payment, false);
            checkpoint();
          }

          @Override
          public void failed(IOException why) {
            ledger.drop(charge);
            outcome.failed(why);
          }
        };
    if (!writer.append(log, LedgerFormat.bytes(charge), then)) {
      ledger.drop(charge);
      outcome.failed(null);
    }
  }

  /** By the writer's thread. */
  private void checkpoint() {
    if (ledger.asOf() - checkpointed < checkpointEvery
        || !isCheckpointing.compareAndSet(false, true)) {
      return;
    }
    Checkpoint checkpoint = ledger.checkpoint();
    Appended then =
        new Appended() {
          @Override
          public void appended(long offset, long millis) {
            checkpointed = checkpoint.asOf();
            log.release(checkpoint.asOf());
            isCheckpointing.set(false);
          }

          @Override
          public void failed(IOException why) {
            // Tried again behind the next payment.
            isCheckpointing.set(false);
          }
        };
    if (!writer.append(log, LedgerFormat.bytes(checkpoint), then)) {
      isCheckpointing.set(false);
    }
  }

  /** What was paid to an account; 0 when nothing was. */
  public long balance(String account) {
    return ledger.balance(account);
  }
}
