// SPDX-License-Identifier: Apache-2.0
package socketlab.linux;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import socketlab.linux.libc.Availability;
import socketlab.linux.network.Loopback;

/** Skips, or in CI fails, without a private network; otherwise brings its loopback interface up. */
public final class PrivateNetworkExtension implements ExecutionCondition, BeforeAllCallback {

  /**
   * Set by src/test/private-network/bin/java: yes or no; absent when another java runs the test.
   */
  private static final String PROPERTY = "socketlab.private-network";

  private static final boolean IN_CI = "true".equals(System.getenv("CI"));

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Availability network = availability(System.getProperty(PROPERTY));
    // In CI the test is let in, to fail in beforeAll.
    return network.isAvailable() || IN_CI
        ? ConditionEvaluationResult.enabled("may run")
        : ConditionEvaluationResult.disabled(network.cause().orElseThrow());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    require();
    Loopback.up();
  }

  static Availability availability(String property) {
    return switch (property) {
      case "yes" -> Availability.yes();
      case "no" ->
          Availability.no(
              "the kernel gave no network namespace; run as root, or allow unprivileged user"
                  + " namespaces (sysctls user.max_user_namespaces,"
                  + " kernel.apparmor_restrict_unprivileged_userns; in a container, its seccomp"
                  + " profile)");
      case null, default ->
          Availability.no(
              "needs a private network; run it by mvn test, or with the java of"
                  + " src/test/private-network");
    };
  }

  /** Skips the test, or in CI fails it, when what it needs is not there. */
  public static void needs(Availability what) {
    if (IN_CI) {
      what.require();
    }
    Assumptions.assumeTrue(what.isAvailable(), () -> what.cause().orElseThrow());
  }

  /** For what would do harm elsewhere. */
  static void require() {
    availability(System.getProperty(PROPERTY)).require();
  }
}
