// SPDX-License-Identifier: Apache-2.0
package socketlab.load.proof;

import java.io.IOException;
import java.util.Optional;
import socketlab.net.Transport;

/**
 * The proof, tried again where the machine was in its way. A busy machine makes quantiles late at
 * random, and in one try of a few there is a quiet moment; a generator that times wrongly is off
 * each time, and on a quiet machine it is off for certain the second time.
 *
 * <pre>
 *   try ── holds ──▶ proved
 *    │ ▲
 *    ▼ │ busy, or the first time off on a quiet machine
 *   off ── the second time on a quiet machine, or MOST tries ──▶ not proved
 * </pre>
 *
 * <p>Thread contract: one thread.
 */
public final class ProofTries {
  /** Each takes some four seconds. */
  public static final int MOST = 5;

  private static final int MOST_QUIET = 2;

  /** One try. */
  interface Attempt {
    Proof.Outcome make() throws IOException, InterruptedException;
  }

  private final Attempt attempt;
  private int made;
  private int offWhileQuiet;
  private Proof.Outcome last;

  /**
   * @param http2 whether HTTP/2 is spoken
   * @param tls what secures it; empty: nothing
   */
  public ProofTries(Transport transport, boolean http2, Optional<Proof.Secured> tls) {
    this(() -> new Proof(transport, http2, tls).run());
  }

  ProofTries(Attempt attempt) {
    this.attempt = attempt;
  }

  /** Whether another try is to be made. */
  public boolean goOn() {
    return last == null || !last.holds() && made < MOST && offWhileQuiet < MOST_QUIET;
  }

  /** Makes it. */
  public Proof.Outcome next() throws IOException, InterruptedException {
    last = attempt.make();
    made++;
    if (!last.holds() && !last.disturbance().isBusy()) {
      offWhileQuiet++;
    }
    return last;
  }

  /** How many were made. */
  public int made() {
    return made;
  }

  /** Why it is not proved, in one line, once there is no reason to {@link #goOn}. */
  public Optional<String> failure() {
    if (last.holds()) {
      return Optional.empty();
    }
    return Optional.of(
        offWhileQuiet < MOST_QUIET
            ? "not proved in "
                + made
                + " tries; "
                + last.disturbance().text()
                + "; try again when less runs beside it"
            : "not proved: the measured latencies differ from the calculated ones, and "
                + last.disturbance().text()
                + "; please report it");
  }
}
