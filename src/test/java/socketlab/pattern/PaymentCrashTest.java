// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import socketlab.protocol.http1.Answers.Answer;

/**
 * Many clients that pay, lose their connections, and ask again with the same key, while the server
 * is killed and started again on the same folder: each key is charged once. {@code
 * -Dlab.payments=1000} pays so often.
 */
@Timeout(300)
class PaymentCrashTest {
  private static final int PAYMENTS = Integer.getInteger("lab.payments", 240);
  private static final int CLIENTS = 24;
  private static final int KILLS = 4;
  private static final int ACCOUNTS = 5;

  @TempDir private Path data;
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger again = new AtomicInteger();
  private final List<Throwable> wrong = new CopyOnWriteArrayList<>();
  private KilledLab lab;

  @Test
  void eachKeyIsChargedOnce() throws Exception {
    try (KilledLab started =
        new KilledLab("serve", "--pattern=reader-pool", "--port=0", "--data=" + data)) {
      lab = started;
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(Thread.ofPlatform().start(() -> payAll(client)));
      }
      for (int kill = 1; kill <= KILLS; kill++) {
        int enough = PAYMENTS * kill / (KILLS + 1);
        TestServer.eventually().until(() -> answered.get() >= enough || !wrong.isEmpty());
        started.kill();
      }
      for (Thread client : clients) {
        client.join();
      }
      assertEquals(List.of(), wrong, started.err().toString());
      long sum = 0;
      for (int account = 0; account < ACCOUNTS; account++) {
        sum += balance(account);
      }
      assertEquals(expected(), sum, "charged twice, or not at all");
      assertTrue(again.get() > 0, "no answer was ever given again");
    }
  }

  private static long amount(int payment) {
    return 1 + payment % 97;
  }

  private static long expected() {
    long sum = 0;
    for (int payment = 0; payment < PAYMENTS; payment++) {
      sum += amount(payment);
    }
    return sum;
  }

  private long balance(int account) throws Exception {
    try (TestClient client = TestClient.to(lab.address())) {
      String body = client.ask("/accounts/a" + account).body();
      return Long.parseLong(body.replaceAll(".*\"balance\":(\\d+).*\\s*", "$1"));
    }
  }

  private void payAll(int client) {
    Random random = new Random(client);
    try {
      for (int payment = client; payment < PAYMENTS; payment += CLIENTS) {
        while (!pay(payment, random)) {
          Thread.onSpinWait();
        }
        answered.incrementAndGet();
      }
    } catch (Throwable e) {
      wrong.add(e);
    }
  }

  /** True when it was answered and the answer was read. */
  private boolean pay(int payment, Random random) throws InterruptedException {
    String body =
        "{\"account\":\"a%d\",\"amount\":%d}".formatted(payment % ACCOUNTS, amount(payment));
    String request =
        "POST /payments HTTP/1.1\r\nHost: lab\r\nIdempotency-Key: \"%d\"\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(payment, body.length(), body);
    try (TestClient one = TestClient.to(lab.address())) {
      switch (random.nextInt(4)) {
        case 0 -> {
          // Before the answer, and maybe before the whole request.
          one.send(request.substring(0, request.length() - random.nextInt(3)));
          one.reset();
          return false;
        }
        case 1 -> {
          one.send(request).take(1 + random.nextInt(20));
          one.reset();
          return false;
        }
        default -> {
          Answer answer = one.send(request).read();
          if (answer.status() == 409) {
            return false;
          }
          assertEquals(201, answer.status(), answer.body());
          if (answer.fields().containsKey("idempotency-replayed")) {
            again.incrementAndGet();
          }
          return random.nextBoolean();
        }
      }
    } catch (IOException e) {
      // Killed meanwhile, or not up yet.
      return false;
    }
  }
}
