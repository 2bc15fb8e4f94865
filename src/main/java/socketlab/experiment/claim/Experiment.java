// SPDX-License-Identifier: Apache-2.0
package socketlab.experiment.claim;

import java.util.Arrays;
import java.util.Optional;
import socketlab.linux.libc.Availability;

/**
 * One question to the kernel, answered by its own numbers. Stateless, with a {@link Claim} above
 * it.
 */
public interface Experiment {
  /**
   * Runs once, in a fresh private network whose sysctls and counters are its own, in a process that
   * ends afterwards. Called once, by one thread; it may start others.
   *
   * @param notes takes what is seen
   * @return the name of one of the claim's outcomes
   * @throws Exception when there is no answer, which counts as FORBIDDEN
   */
  String run(Notes notes) throws Exception;

  /** Whether this kernel and user can run it; asked in the private network, before the run. */
  default Availability needs() {
    return Availability.yes();
  }

  default Claim claim() {
    return getClass().getAnnotation(Claim.class);
  }

  default String id() {
    return claim().id();
  }

  /** The declared outcome of this name. */
  default Optional<Outcome> outcome(String name) {
    return Arrays.stream(claim().outcomes()).filter(o -> o.name().equals(name)).findFirst();
  }
}
