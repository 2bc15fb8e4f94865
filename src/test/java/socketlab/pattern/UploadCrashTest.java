// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
 * Uploads that go on where they were while the server is killed by SIGKILL and started again on the
 * same folder: what was confirmed is there, and every byte is as it was sent. {@code
 * -Dlab.upload.kills=N} makes N kills of it, with five uploads for each; unless told otherwise it
 * is a sample.
 */
@Timeout(3600)
class UploadCrashTest {
  private static final int KILLS = Integer.getInteger("lab.upload.kills", 3);
  private static final int UPLOADS = 5 * KILLS;
  private static final int CLIENTS = 4;
  private static final int LEAST_BYTES = 20_000;
  private static final int MOST_BYTES = 200_000;
  private static final int MOST_PIECE = 30_000;
  private static final String TUS = "Tus-Resumable: 1.0.0\r\n";

  @TempDir private Path data;
  private final AtomicInteger pieces = new AtomicInteger();
  private final AtomicInteger resumed = new AtomicInteger();
  private final List<Throwable> wrong = new CopyOnWriteArrayList<>();
  private KilledLab lab;

  @Test
  void whatWasConfirmedIsThereAndEveryByteArrives() throws Exception {
    try (KilledLab started =
        new KilledLab("serve", "--pattern=sharded", "--port=0", "--data=" + data)) {
      lab = started;
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        clients.add(Thread.ofPlatform().start(() -> uploadAll(client)));
      }
      for (int kill = 1; kill <= KILLS; kill++) {
        // An upload has some seven pieces: the last kill is well before the last of them.
        int enough = 4 * UPLOADS * kill / (KILLS + 1);
        TestServer.eventually().until(() -> pieces.get() >= enough || !wrong.isEmpty());
        started.kill();
      }
      for (Thread client : clients) {
        client.join();
      }
      assertEquals(List.of(), wrong, started.err().toString());
      assertTrue(resumed.get() > 0, "no upload was ever cut off");
    }
  }

  private void uploadAll(int client) {
    try {
      for (int upload = client; upload < UPLOADS; upload += CLIENTS) {
        upload(new Random(upload));
      }
    } catch (Throwable e) {
      wrong.add(e);
    }
  }

  private void upload(Random random) throws InterruptedException {
    byte[] bytes = new byte[random.nextInt(LEAST_BYTES, MOST_BYTES)];
    random.nextBytes(bytes);
    String content = new String(bytes, ISO_8859_1);
    String place = null;
    while (place == null) {
      place = create(bytes.length);
    }
    int confirmed = 0;
    while (confirmed < bytes.length) {
      confirmed = goOn(place, content, confirmed, random);
    }
    while (!isThere(place, content)) {
      Thread.onSpinWait();
    }
  }

  /** Null when the server was killed meanwhile. */
  private String create(int length) throws InterruptedException {
    String request =
        "POST /uploads HTTP/1.1\r\nHost: lab\r\n%sUpload-Length: %d\r\n\r\n"
            .formatted(TUS + "Content-Length: 0\r\n", length);
    try (TestClient client = TestClient.to(lab.address())) {
      Answer answer = client.send(request).read();
      assertEquals(201, answer.status(), answer.body());
      return answer.fields().get("location");
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Asks where to go on, and sends pieces until the connection breaks or all is there.
   *
   * @return what is confirmed by then
   */
  private int goOn(String place, String content, int confirmed, Random random)
      throws InterruptedException {
    int known = confirmed;
    try (TestClient client = TestClient.to(lab.address())) {
      Answer head =
          client.send("HEAD " + place + " HTTP/1.1\r\nHost: lab\r\n" + TUS + "\r\n").readToHead();
      assertEquals(200, head.status(), place);
      int at = Integer.parseInt(head.fields().get("upload-offset"));
      assertTrue(at >= confirmed, "confirmed " + confirmed + ", and there are " + at);
      known = at;
      while (known < content.length()) {
        int end = Math.min(content.length(), known + 1 + random.nextInt(MOST_PIECE));
        Answer sent =
            client.send(patch(place, known, end - known) + content.substring(known, end)).read();
        if (sent.status() == 423) {
          // The connection before is gone, and the server has not seen that yet.
          return known;
        }
        assertEquals(204, sent.status(), sent.body());
        assertEquals(end, Integer.parseInt(sent.fields().get("upload-offset")));
        known = end;
        pieces.incrementAndGet();
      }
    } catch (IOException e) {
      resumed.incrementAndGet();
    }
    return known;
  }

  private static String patch(String place, int from, int length) {
    return "PATCH "
        + place
        + " HTTP/1.1\r\nHost: lab\r\n"
        + TUS
        + "Content-Type: application/offset+octet-stream\r\nUpload-Offset: "
        + from
        + "\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  private boolean isThere(String place, String content) throws InterruptedException {
    try (TestClient client = TestClient.to(lab.address())) {
      Answer answer = client.ask(place);
      assertEquals(200, answer.status(), answer.body());
      assertTrue(content.equals(answer.body()), "other bytes came back of " + place);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
