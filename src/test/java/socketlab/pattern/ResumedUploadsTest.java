// SPDX-License-Identifier: Apache-2.0
package socketlab.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static socketlab.pattern.TestServer.eventually;

import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public Java client of the tus protocol over a link that breaks at places by lot: every byte
 * is there in the end. A sample of uploads under three patterns; {@code -Dsocketlab.uploads=12}
 * makes it 12 under each pattern and transport.
 */
@Timeout(600)
class ResumedUploadsTest {
  private static final String UPLOADS = "socketlab.uploads";

  private static final List<String> SAMPLE =
      List.of(
          "single-thread over epoll", "sharded over io_uring", "thread-per-connection over nio");

  private static final int LEAST_BYTES = 150_000;

  private static final int MOST_BYTES = 300_000;

  /** Bytes that a connection carries at the most: most uploads break at least once. */
  private static final int MOST_CARRIED = 100_000;

  private static int uploads() {
    return Integer.getInteger(UPLOADS, 7);
  }

  static List<Variant> variants() {
    return Variant.all().stream()
        .filter(one -> System.getProperty(UPLOADS) != null || SAMPLE.contains(one.toString()))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void everyByteArrives(Variant variant) throws Exception {
    Random random = new Random(7);
    int cuts = 0;
    try (TestServer server = TestServer.of(variant).start();
        CuttingProxy proxy = new CuttingProxy(server.address(), MOST_CARRIED, 11)) {
      for (int i = 0; i < uploads(); i++) {
        byte[] bytes = new byte[random.nextInt(LEAST_BYTES, MOST_BYTES)];
        random.nextBytes(bytes);
        URL place = upload(proxy.port(), "upload " + i, bytes);
        byte[] back = get(server, place.getPath());
        assertEquals(-1, Arrays.mismatch(bytes, back), "of upload " + i);
        delete(server, place.getPath());
      }
      cuts = proxy.cuts();
      // The client leaves the sockets of connections that broke to the collector.
      System.gc();
    }
    assertTrue(cuts > 0, "the link never broke");
  }

  /** Goes on until all is there, as an application does. */
  private static URL upload(int port, String name, byte[] bytes) throws IOException {
    TusClient client = new TusClient();
    client.setUploadCreationURL(URI.create("http://127.0.0.1:" + port + "/uploads").toURL());
    // Else the JDK keeps connections for five seconds, and the server's end would wait for them.
    client.setHeaders(Map.of("Connection", "close"));
    client.enableResuming(new TusURLMemoryStore());
    URL[] place = new URL[1];
    eventually()
        .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof ProtocolException)
        .until(
            () -> {
              TusUpload upload = new TusUpload();
              upload.setInputStream(new ByteArrayInputStream(bytes));
              upload.setSize(bytes.length);
              upload.setFingerprint(name);
              TusUploader uploader = client.resumeOrCreateUpload(upload);
              uploader.setChunkSize(16 * 1024);
              while (uploader.uploadChunk() > -1) {
                // The next piece.
              }
              uploader.finish();
              place[0] = uploader.getUploadURL();
              return true;
            });
    return place[0];
  }

  private static byte[] get(TestServer server, String path) throws IOException {
    HttpURLConnection connection = open(server, path);
    try (var in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  private static void delete(TestServer server, String path) throws IOException {
    HttpURLConnection connection = open(server, path);
    connection.setRequestMethod("DELETE");
    connection.setRequestProperty("Tus-Resumable", "1.0.0");
    assertEquals(204, connection.getResponseCode());
  }

  private static HttpURLConnection open(TestServer server, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.address().getPort() + path)
                .toURL()
                .openConnection();
    connection.setRequestProperty("Connection", "close");
    return connection;
  }
}
