// SPDX-License-Identifier: Apache-2.0
package socketlab.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import socketlab.compare.data.Load;
import socketlab.compare.data.LoadProtocol;
import socketlab.compare.server.ServerCertificate;

/**
 * Whether a server answers a workload's requests as it should. A generator counts whatever comes
 * back, and no answer is as cheap as a wrong one.
 */
public final class Answering {
  private static final String PLAINTEXT = "/plaintext";
  private static final String BODY = "Hello, World!";

  private Answering() {}

  /**
   * Makes one request of each kind that the workload has.
   *
   * @param patience how long an answer may take to come
   * @return what is wrong, in words that follow the server's name; empty for nothing
   * @throws IOException when the server cannot be reached, or resets the connection
   */
  public static Optional<String> fault(InetSocketAddress server, Load load, Duration patience)
      throws IOException, InterruptedException {
    if (load.path().isEmpty()) {
      return echoFault(server, patience);
    }
    if (load.protocol() == LoadProtocol.PUBLISHING) {
      // Who publishes looks at every confirmation.
      return Optional.empty();
    }
    if (load.protocol().isHttp2()) {
      return H2load.fault(server, load, BODY.length());
    }
    // Several stand in one line.
    for (String path : load.path().split(", ")) {
      Optional<String> fault = httpFault(server, load, path, patience);
      if (fault.isPresent()) {
        return fault;
      }
    }
    // Who opens connections by TLS ends them too.
    return load.newConnection() && !load.protocol().isTls() && !Closing.isKeptBy(server, patience)
        ? Optional.of("keeps a connection open whose request says Connection: close")
        : Optional.empty();
  }

  private static Optional<String> httpFault(
      InetSocketAddress server, Load load, String path, Duration patience)
      throws IOException, InterruptedException {
    URI uri =
        URI.create(
            "%s://%s:%d%s"
                .formatted(
                    load.protocol().scheme(),
                    server.getAddress().getHostAddress(),
                    server.getPort(),
                    path));
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (load.protocol().isTls()) {
      builder.sslContext(ServerCertificate.get().trust());
    }
    HttpClient client = builder.build();
    try {
      HttpResponse<String> answer =
          client
              .sendAsync(
                  HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(US_ASCII))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (answer.statusCode() != 200) {
        return Optional.of("answers GET %s with status %d".formatted(path, answer.statusCode()));
      }
      return path.equals(PLAINTEXT) && !answer.body().equals(BODY)
          ? Optional.of("answers GET %s with a body that is not \"%s\"".formatted(path, BODY))
          : Optional.empty();
    } catch (TimeoutException e) {
      return late(patience);
    } catch (ExecutionException e) {
      throw new IOException("GET " + path + ": " + e.getCause().getMessage(), e.getCause());
    } finally {
      client.shutdownNow();
    }
  }

  private static Optional<String> echoFault(InetSocketAddress server, Duration patience)
      throws IOException {
    byte[] bytes = BODY.getBytes(US_ASCII);
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.getOutputStream().write(bytes);
      String back = new String(socket.getInputStream().readNBytes(bytes.length), US_ASCII);
      return back.equals(BODY)
          ? Optional.empty()
          : Optional.of("does not send back the bytes that it got");
    } catch (SocketTimeoutException e) {
      return late(patience);
    }
  }

  private static Optional<String> late(Duration patience) {
    return Optional.of("does not answer in " + patience.toMillis() + " ms");
  }
}
