// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.secure;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.tls.AnyCertificateServer;
import socketlab.experiment.tool.tls.ProgramRun;
import socketlab.experiment.tool.tls.TlsFolder;
import socketlab.linux.libc.Availability;
import socketlab.tls.certificate.CertificateFiles;

@Claim(
    id = "certificate-expired",
    question = "A server's certificate expired yesterday: which clients still speak with it?",
    setup =
        """
        server: a certificate that was good until yesterday
          ◀── GET ── curl                   ?
          ◀── GET ── Java's HttpClient      ?
          ◀───────── openssl s_client       ?
          ◀── GET ── curl --insecure        ?
        """,
    picture =
        """
        server: a certificate that was good until yesterday
          ◀── GET ── curl                   no: exit code 60
          ◀── GET ── Java's HttpClient      no: an SSLException
          ◀───────── openssl s_client       says "certificate has expired", and goes on
          ◀── GET ── curl --insecure        yes
        """,
    sources = {
      "RFC 5280, section 4.1.2.5: the time in which a certificate is good",
      "curl(1), exit code 60: the peer's certificate cannot be authenticated",
      "openssl-s_client(1), -verify_return_error: by default the handshake goes on"
    },
    outcomes = {
      @Outcome(
          name = "only-who-does-not-look",
          grade = EXPECTED,
          choice = "openssl s_client, and curl when it is told not to look.",
          why =
              "The client decides, not the server: it compares the certificate's time with its own"
                  + " clock, and a client that cares ends the handshake before it has sent a byte"
                  + " of its request. openssl s_client is a tool for looking: it tells the error"
                  + " and goes on, unless -verify_return_error is given, so that its exit code 0 is"
                  + " no proof of a good certificate."),
      @Outcome(
          name = "openssl-refuses-too",
          grade = INTERESTING,
          choice = "None but curl when it is told not to look.",
          why = "This openssl ends at a certificate that it cannot verify, by its configuration."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "All of them: the connection is encrypted all the same.",
          why =
              "A client accepted a certificate whose time was over, or refused one that was good.")
    },
    verdict = {
      "With the good certificate curl ended with {good: curl's exit code}, and with the one that"
          + " had expired with {expired: curl's exit code}.",
      "Java's HttpClient got {good: Java's answers} answer from the first and {expired: Java's"
          + " answers} from the second.",
      "openssl found verify code {expired: openssl's verify code}, and ended with exit code"
          + " {expired: openssl's exit code}; with -verify_return_error with {expired, strict:"
          + " openssl's exit code}.",
      "curl --insecure ended with {expired, insecure: curl's exit code}."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        folder=$(mktemp -d)
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout $folder/key -out $folder/cert 2>/dev/null
        ./lab serve --pattern=single-thread --tls=8443 --cert=$folder/cert --key=$folder/key & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        curl -s --cacert $folder/cert https://localhost:8443/plaintext
        openssl s_client -connect localhost:8443 -CAfile $folder/cert -attime $(($(date +%s) + 172800)) </dev/null 2>/dev/null | grep 'Verify return code'   # as if it were in two days
        kill $server
        """,
    seeAlso = {"certificate", "TLS", "sni-chooses", "alpn-chooses", "--cert"})
public final class CertificateExpired implements Experiment {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Pattern VERIFY_CODE = Pattern.compile("Verify return code: (\\d+)");

  /** curl(1): the peer's certificate cannot be authenticated. */
  private static final int CURL_REFUSES = 60;

  /** openssl-verification-options(1): X509_V_ERR_CERT_HAS_EXPIRED. */
  private static final int HAS_EXPIRED = 10;

  private TlsFolder folder;
  private InetSocketAddress server;

  @Override
  public Availability needs() {
    return ProgramRun.availability("curl").and(() -> ProgramRun.availability("openssl"));
  }

  @Override
  public String run(Notes notes) throws Exception {
    Instant now = Instant.now();
    int went;
    try (TlsFolder own = new TlsFolder()) {
      folder = own;
      CertificateFiles good = own.server("localhost");
      CertificateFiles over =
          own.server(now.minus(DAY.multipliedBy(9)), now.minus(DAY), "localhost");
      try (AnyCertificateServer running = AnyCertificateServer.start(good)) {
        server = running.address();
        notes.figure("good: curl's exit code", "", 0, "exit code", curl());
        notes.figure("good: Java's answers", "", 1, "answered", java());
        notes.figure("good: openssl's verify code", "", 0, "said", verifyCode(openssl()));
      }
      try (AnyCertificateServer running = AnyCertificateServer.start(over)) {
        server = running.address();
        notes.figure("expired: curl's exit code", "", CURL_REFUSES, "exit code", curl());
        notes.figure("expired: Java's answers", "", 0, "answered", java());
        ProgramRun looking = openssl();
        went = looking.exitCode();
        notes.figure(
            "expired: openssl's verify code", "", HAS_EXPIRED, "said", verifyCode(looking));
        notes.figure("expired: openssl's exit code", "", "0: it goes on", "exit code", went);
        notes.figure(
            "expired, strict: openssl's exit code",
            "",
            1,
            "exit code",
            openssl("-verify_return_error").exitCode());
        notes.figure("expired, insecure: curl's exit code", "", 0, "exit code", curl("--insecure"));
      }
    }
    if (!notes.allAsExpected()) {
      return "something-else";
    }
    return went == 0 ? "only-who-does-not-look" : "openssl-refuses-too";
  }

  private int curl(String... more) throws IOException, InterruptedException {
    String port = ":" + server.getPort();
    List<String> command =
        new ArrayList<>(List.of("curl", "--silent", "--output", "/dev/null", "--max-time", "20"));
    command.addAll(List.of("--cacert", folder.authorityFile().toString()));
    command.addAll(List.of("--resolve", "localhost" + port + ":127.0.0.1"));
    command.addAll(List.of(more));
    command.add("https://localhost" + port + "/plaintext");
    return ProgramRun.of(command).exitCode();
  }

  private ProgramRun openssl(String... more) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect"));
    command.add("127.0.0.1:" + server.getPort());
    command.addAll(List.of("-servername", "localhost", "-CAfile"));
    command.add(folder.authorityFile().toString());
    command.addAll(List.of(more));
    return ProgramRun.of(command);
  }

  private static int verifyCode(ProgramRun openssl) throws IOException {
    Matcher said = VERIFY_CODE.matcher(openssl.said());
    if (!said.find()) {
      throw new IOException("openssl says: " + openssl.said());
    }
    return Integer.parseInt(said.group(1));
  }

  /** How many answers it gets. */
  private int java() throws Exception {
    try (HttpClient client = HttpClient.newBuilder().sslContext(folder.trusting()).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + server.getPort() + "/"))
              .timeout(Duration.ofSeconds(20))
              .build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200 ? 1 : 0;
    } catch (SSLException e) {
      return 0;
    }
  }
}
