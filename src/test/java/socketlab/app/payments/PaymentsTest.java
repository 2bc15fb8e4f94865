// SPDX-License-Identifier: Apache-2.0
package socketlab.app.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.app.payments.PaymentLedger.Verdict;
import socketlab.app.route.IdempotencyKey;
import socketlab.disk.log.FsyncPolicy;
import socketlab.disk.log.Log;
import socketlab.disk.log.LogConfig;
import socketlab.disk.log.LogWriter;

/** What outlives a server, and what is bounded. */
@Timeout(60)
class PaymentsTest {
  private static final PaymentLimits LIMITS = new PaymentLimits(10, 5, 1000, false);
  private static final int CHECKPOINT_EVERY = 4;

  @TempDir private Path folder;

  /** What {@link Payments#pay} says, waited for. */
  private static final class Told extends CompletableFuture<String> implements Payments.Outcome {
    @Override
    public void paid(Payment payment, boolean again) {
      complete((again ? "again " : "") + payment.json());
    }

    @Override
    public void refused(Verdict why) {
      complete(why.toString());
    }

    @Override
    public void failed(IOException why) {
      complete("failed " + why);
    }

    String text() {
      return orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  /** A server's payments, from its start to its end. */
  private interface Life {
    void live(Payments payments) throws IOException;
  }

  private void live(Life life) throws IOException {
    live(life, new LogConfig(FsyncPolicy.BATCH, 200, LogConfig.FOR_EVER, LogConfig.FOR_EVER));
  }

  private void live(Life life, LogConfig config) throws IOException {
    try (LogWriter writer = new LogWriter(100, 1 << 20, AssertionError::new)) {
      Log log = writer.open(folder, config);
      life.live(Payments.open(log, writer, LIMITS, CHECKPOINT_EVERY));
    }
  }

  private static String pay(Payments payments, String account, long amount, String key) {
    Told told = new Told();
    payments.pay(new Charge(account, amount, key, key == null ? null : print(amount)), told);
    return told.text();
  }

  private static byte[] print(long amount) {
    byte[] print = new byte[32];
    print[0] = (byte) amount;
    return print;
  }

  @Test
  void balancesAndKeysOutliveTheServer() throws IOException {
    String[] first = new String[1];
    live(
        payments -> {
          first[0] = pay(payments, "ann", 5, "k");
          pay(payments, "ann", 7, null);
        });
    live(
        payments -> {
          assertEquals(12, payments.balance("ann"));
          assertEquals("again " + first[0], pay(payments, "ann", 5, "k"));
          assertEquals("OTHER_BODY", pay(payments, "ann", 6, "k"));
          assertEquals(12, payments.balance("ann"));
        });
  }

  /** Old records go, and what they came to stays. */
  @Test
  void aCheckpointTakesThePlaceOfWhatCameBefore() throws IOException {
    long sum = 0;
    for (int life = 0; life < 5; life++) {
      long before = sum;
      int number = life;
      live(
          payments -> {
            assertEquals(before, payments.balance("ann"));
            for (int i = 0; i < 7; i++) {
              pay(payments, "ann", 1, "k-" + number + "-" + i);
            }
          });
      sum += 7;
    }
    assertTrue(segments().getFirst().compareTo("0000000000000000010.log") > 0, "" + segments());
    live(
        payments -> {
          assertEquals(35, payments.balance("ann"));
          assertTrue(pay(payments, "ann", 1, "k-4-6").startsWith("again {\"id\":"));
          assertTrue(pay(payments, "ann", 1, "k-4-2").startsWith("again "));
          assertTrue(pay(payments, "ann", 1, "k-4-1").startsWith("{"), "more than five keys");
        });
  }

  private List<String> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aLogWithoutItsBeginningIsRefused() throws IOException {
    live(
        payments -> {
          pay(payments, "ann", 1, "k".repeat(200));
          pay(payments, "ann", 1, "k".repeat(201));
        });
    Files.delete(folder.resolve(segments().getFirst()));
    IOException refused = assertThrows(IOException.class, () -> live(_ -> {}));
    assertEquals(
        "the payments before record 1 are missing; restore the log's files", refused.getMessage());
  }

  @Test
  void aKeyGrowsOld() {
    PaymentLedger ledger = new PaymentLedger(LIMITS);
    Charge charge = new Charge("ann", 1, "k", print(1));
    assertEquals(Verdict.NEW, ledger.begin(charge, 0));
    assertEquals(Verdict.UNDER_WAY, ledger.begin(charge, 5000));
    ledger.apply(charge, 0, 5000);
    assertEquals(Verdict.DONE, ledger.begin(charge, 6000));
    assertEquals(Verdict.NEW, ledger.begin(charge, 6001));
  }

  @Test
  void whatIsUnderWayCountsAndWhatFailedDoesNot() {
    PaymentLedger ledger = new PaymentLedger(LIMITS);
    long half = Charge.MOST_BALANCE / 2 + 1;
    Charge charge = new Charge("ann", half, null, null);
    assertEquals(Verdict.NEW, ledger.begin(charge, 0));
    assertEquals(Verdict.TOO_MUCH, ledger.begin(charge, 0));
    assertEquals(0, ledger.balance("ann"));
    ledger.drop(charge);
    assertEquals(Verdict.NEW, ledger.begin(charge, 0));
    ledger.apply(charge, 0, 0);
    assertEquals(half, ledger.balance("ann"));
    for (int i = 0; i < LIMITS.keys(); i++) {
      assertEquals(Verdict.NEW, ledger.begin(new Charge("bob", 1, "k" + i, print(1)), 0));
    }
    assertEquals(Verdict.TOO_MANY_KEYS, ledger.begin(new Charge("bob", 1, "k", print(1)), 0));
  }

  @Test
  void aKeyIsATextInMarksOrWithout() {
    assertEquals("a b", IdempotencyKey.parse("\"a b\""));
    assertEquals("a\"\\", IdempotencyKey.parse("\"a\\\"\\\\\""));
    assertEquals("8e03978e-40d5", IdempotencyKey.parse("8e03978e-40d5"));
    for (String bad : List.of("", "\"", "\"a", "a b", "\"a\\x\"", "\"\u00e9\"", "\"a\";b=1")) {
      assertThrows(IllegalArgumentException.class, () -> IdempotencyKey.parse(bad), bad);
    }
  }
}
