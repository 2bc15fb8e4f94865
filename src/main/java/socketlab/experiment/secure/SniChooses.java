// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.secure;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import socketlab.compare.server.ServerProcess;
import socketlab.experiment.claim.Claim;
import socketlab.experiment.claim.Cost;
import socketlab.experiment.claim.Experiment;
import socketlab.experiment.claim.Notes;
import socketlab.experiment.claim.Outcome;
import socketlab.experiment.tool.server.ServeProcess;
import socketlab.experiment.tool.tls.TlsDialog;
import socketlab.experiment.tool.tls.TlsFolder;
import socketlab.tls.certificate.CertificateFiles;

@Claim(
    id = "sni-chooses",
    question = "Three sites with a certificate each have one address: which does a client see?",
    setup =
        """
        client ── ClientHello: one.test ─────▶ server:  one.test     ?
               ── ClientHello: a.shop.test ──▶          *.shop.test  ?
               ── ClientHello: two.test ─────▶          two.test     ?
               ── ClientHello: other.test ───▶                       ?
               ── ClientHello, no name ──────▶                       ?
        anybody on the way                     reads the name        ?
        """,
    picture =
        """
        client ── ClientHello: one.test ─────▶ server:  one.test
               ── ClientHello: a.shop.test ──▶          *.shop.test
               ── ClientHello: two.test ─────▶          two.test
               ── ClientHello: other.test ───▶          one.test, the first: a client then refuses
               ── ClientHello, no name ──────▶          one.test, the first
        anybody on the way                     reads the name: nothing is encrypted yet
        """,
    sources = {
      "RFC 6066, section 3: Server Name Indication",
      "RFC 9110, section 7.4: a request that the connection's certificate does not speak for",
      "RFC 9849: TLS Encrypted Client Hello, which hides the name"
    },
    outcomes = {
      @Outcome(
          name = "the-name-chooses",
          grade = EXPECTED,
          choice = "The one of the name; and whoever is on the way can read that name.",
          why =
              "The certificate comes before the request, so that the Host field would be too late:"
                  + " the client says in its first message whom it wants to reach. That message is"
                  + " not encrypted, since there is no key yet, and so the name of the site is read"
                  + " by anybody on the way. Without a name, or with one that no certificate speaks"
                  + " for, the server shows the first, and clients refuse it if it speaks for"
                  + " somebody else. A request for another site on the same connection gets 421."),
      @Outcome(
          name = "the-name-is-hidden",
          grade = INTERESTING,
          choice = "The one of the name, which nobody else can read.",
          why =
              "The client has hidden the name (Encrypted Client Hello). The server's key for that"
                  + " has to be known beforehand, by DNS."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "One for all: a server has one certificate for each address.",
          why = "A client was shown the certificate of another site than the one it asked for.")
    },
    verdict = {
      "{named: their own certificate} of {named: clients} clients that named a site saw its"
          + " certificate.",
      "{unknown name: the first} that named another site, and {no name: the first} that named none,"
          + " saw the first one.",
      "Of {named: clients} first messages, {name in clear: messages} had the name in clear.",
      "{another site on the connection: 421} requests for another site on the same connection were"
          + " answered with 421."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        folder=$(mktemp -d)
        for name in one.test two.test; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=$name -addext subjectAltName=DNS:$name -keyout $folder/$name.key -out $folder/$name.pem 2>/dev/null; done
        ./lab serve --pattern=single-thread --tls=8443 --cert=$folder/one.test.pem --key=$folder/one.test.key --cert=$folder/two.test.pem --key=$folder/two.test.key & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        for name in one.test two.test other.test; do openssl s_client -connect localhost:8443 -servername $name </dev/null 2>/dev/null | grep subject; done
        kill $server
        """,
    seeAlso = {"SNI", "certificate", "TLS", "certificate-expired", "alpn-chooses", "--cert"})
public final class SniChooses implements Experiment {
  private static final int TRIES = 5;
  private static final int MISDIRECTED = 421;
  private static final List<String> NAMES = List.of("one.test", "a.shop.test", "two.test");
  private static final List<String> SHOWN = List.of("CN=one.test", "CN=*.shop.test", "CN=two.test");

  private InetSocketAddress server;
  private SSLContext trusting;
  private int inClear;

  @Override
  public String run(Notes notes) throws Exception {
    try (TlsFolder folder = new TlsFolder()) {
      CertificateFiles one = folder.server("one.test");
      CertificateFiles shop = folder.server("*.shop.test");
      CertificateFiles two = folder.server("two.test");
      trusting = folder.trusting();
      try (ServerProcess process =
          ServeProcess.serve(
              "--pattern=single-thread",
              "--tls",
              "--cert=" + one.certificate(),
              "--key=" + one.key(),
              "--cert=" + shop.certificate(),
              "--key=" + shop.key(),
              "--cert=" + two.certificate(),
              "--key=" + two.key())) {
        server = process.address();
        look(notes);
      }
    }
    if (inClear == 0) {
      return "the-name-is-hidden";
    }
    return notes.allAsExpected() ? "the-name-chooses" : "something-else";
  }

  private void look(Notes notes) throws IOException {
    int own = 0;
    int misdirected = 0;
    for (int i = 0; i < TRIES * NAMES.size(); i++) {
      int site = i % NAMES.size();
      own += isShown(NAMES.get(site), SHOWN.get(site)) ? 1 : 0;
      String another = NAMES.get((site + 1) % NAMES.size());
      misdirected += status(NAMES.get(site), another) == MISDIRECTED ? 1 : 0;
    }
    int named = TRIES * NAMES.size();
    notes.figure("named: clients", "", named, "counted", named);
    notes.figure("named: their own certificate", "", named, "shown", own);
    notes.figure("name in clear: messages", "", "as many, without ECH", "read", inClear);
    int unknown = 0;
    int none = 0;
    for (int i = 0; i < TRIES; i++) {
      unknown += isShown("other.test", SHOWN.getFirst()) ? 1 : 0;
      none += isShown("127.0.0.1", SHOWN.getFirst()) ? 1 : 0;
    }
    notes.figure("unknown name: the first", "", TRIES, "shown", unknown);
    notes.figure("no name: the first", "", TRIES, "shown", none);
    notes.figure("another site on the connection: 421", "", named, "answered", misdirected);
  }

  private boolean isShown(String name, String subject) throws IOException {
    try (TlsDialog dialog = TlsDialog.open(trusting, server, name, List.of())) {
      inClear += NAMES.contains(name) && dialog.hasSentInClear(name) ? 1 : 0;
      return dialog.shown().equals(subject);
    }
  }

  private int status(String name, String host) throws IOException {
    try (TlsDialog dialog = TlsDialog.open(trusting, server, name, List.of())) {
      return dialog.status(host);
    }
  }
}
