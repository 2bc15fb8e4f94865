// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.secure;

import static socketlab.experiment.claim.Grade.EXPECTED;
import static socketlab.experiment.claim.Grade.FORBIDDEN;
import static socketlab.experiment.claim.Grade.INTERESTING;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
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
    id = "alpn-chooses",
    question = "Client and server both know several versions of HTTP: which do they speak?",
    setup =
        """
        client ── ClientHello: h2, http/1.1 ──▶ server, which knows both:  speaks ?
               ── ClientHello: http/1.1, h2 ──▶                            speaks ?
               ── ClientHello: http/1.1 ──────▶                            speaks ?
               ── ClientHello, no names ──────▶                            speaks ?
               ── ClientHello: spdy/3.1 ──────▶                            speaks ?
        """,
    picture =
        """
        client ── ClientHello: h2, http/1.1 ──▶ server, which prefers h2:  HTTP/2
               ── ClientHello: http/1.1, h2 ──▶ the server's order counts: HTTP/2
               ── ClientHello: http/1.1 ──────▶                            HTTP/1.1
               ── ClientHello, no names ──────▶ a client of old:           HTTP/1.1
               ── ClientHello: spdy/3.1 ──────▶ nothing in common:         no connection
        """,
    sources = {
      "RFC 7301: Transport Layer Security Application-Layer Protocol Negotiation Extension",
      "RFC 9113, section 3.2: HTTP/2 is chosen in TLS by ALPN, under the name h2"
    },
    outcomes = {
      @Outcome(
          name = "the-server-chooses",
          grade = EXPECTED,
          choice = "HTTP/2 with each client that offers it, in whichever place.",
          why =
              "A client says in its first message what it can speak, and the server's answer says"
                  + " which of those it is: no round trip more is needed. The server goes by its"
                  + " own order, so that a client that offers both gets HTTP/2 wherever it stands"
                  + " in the list. Who offers no names gets HTTP/1.1. Where there is nothing in"
                  + " common, the server refuses the handshake rather than guess:"
                  + " no_application_protocol."),
      @Outcome(
          name = "the-client-chooses",
          grade = INTERESTING,
          choice = "Whatever the client names first.",
          why =
              "The server went by the client's order. RFC 7301 leaves that to the server; most go"
                  + " by their own."),
      @Outcome(
          name = "something-else",
          grade = FORBIDDEN,
          choice = "HTTP/1.1 until the client asks for an upgrade.",
          why = "What was agreed on was not what was spoken, or not what the two had in common.")
    },
    verdict = {
      "HTTP/2 was spoken with {h2, http/1.1: HTTP/2} clients that offered it first, and with"
          + " {http/1.1, h2: HTTP/2} that offered it last.",
      "HTTP/1.1 was spoken with {http/1.1: HTTP/1.1} that offered nothing else, and with"
          + " {no names: HTTP/1.1} that offered no names.",
      "{spdy/3.1: refused} clients had nothing in common with the server, and were refused."
    },
    cost = Cost.WAITS,
    seconds = 3,
    tryIt =
        """
        ./lab serve --pattern=single-thread --tls=8443 & server=$!
        curl -s --retry 60 --retry-delay 1 --retry-connrefused localhost:8080/plaintext
        ask() { curl -s --cacert ~/.config/socketlab/tls/authority.pem "$@" https://localhost:8443/connection; }
        ask
        ask --http1.1
        ask --no-alpn
        kill $server
        """,
    seeAlso = {"ALPN", "TLS", "HTTP/2", "sni-chooses", "--alpn"})
public final class AlpnChooses implements Experiment {
  private static final int TRIES = 10;
  private static final String H2 = "h2";
  private static final String HTTP_1_1 = "http/1.1";

  private InetSocketAddress server;
  private SSLContext trusting;

  @Override
  public String run(Notes notes) throws Exception {
    try (TlsFolder folder = new TlsFolder()) {
      CertificateFiles files = folder.server("lab.test");
      trusting = folder.trusting();
      try (ServerProcess process =
          ServeProcess.serve(
              "--pattern=single-thread",
              "--tls",
              "--cert=" + files.certificate(),
              "--key=" + files.key())) {
        server = process.address();
        int last = look(notes);
        if (notes.allAsExpected()) {
          return "the-server-chooses";
        }
        return last == 0 ? "the-client-chooses" : "something-else";
      }
    }
  }

  /** How many of those that offer HTTP/2 last got it. */
  private int look(Notes notes) throws IOException {
    int first = http2(H2, HTTP_1_1);
    int last = http2(HTTP_1_1, H2);
    notes.figure("h2, http/1.1: HTTP/2", "", TRIES, "spoken", first);
    notes.figure("http/1.1, h2: HTTP/2", "", TRIES, "spoken", last);
    notes.figure("http/1.1: HTTP/1.1", "", TRIES, "spoken", http1(HTTP_1_1));
    notes.figure("no names: HTTP/1.1", "", TRIES, "spoken", http1());
    notes.figure("spdy/3.1: refused", "", TRIES, "alert", refused("spdy/3.1"));
    return last;
  }

  private TlsDialog open(String... offered) throws IOException {
    return TlsDialog.open(trusting, server, "lab.test", List.of(offered));
  }

  private int http2(String... offered) throws IOException {
    int spoken = 0;
    for (int i = 0; i < TRIES; i++) {
      try (TlsDialog dialog = open(offered)) {
        spoken += dialog.agreed().equals(H2) && dialog.speaksHttp2() ? 1 : 0;
      }
    }
    return spoken;
  }

  private int http1(String... offered) throws IOException {
    String agreed = offered.length == 0 ? "" : HTTP_1_1;
    int spoken = 0;
    for (int i = 0; i < TRIES; i++) {
      try (TlsDialog dialog = open(offered)) {
        spoken += dialog.agreed().equals(agreed) && dialog.status("lab.test") == 200 ? 1 : 0;
      }
    }
    return spoken;
  }

  private int refused(String... offered) throws IOException {
    int refused = 0;
    for (int i = 0; i < TRIES; i++) {
      try (TlsDialog dialog = open(offered)) {
        throw new IOException("the server agreed on '" + dialog.agreed() + "'");
      } catch (SSLException e) {
        refused += e.getMessage().contains("no_application_protocol") ? 1 : 0;
      }
    }
    return refused;
  }
}
